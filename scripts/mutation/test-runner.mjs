import { PluginKind, declareClassPlugin, declareValuePlugin } from '@stryker-mutator/api/plugin';
import {
  DryRunStatus,
  MutantRunStatus,
  TestStatus,
  determineHitLimitReached,
} from '@stryker-mutator/api/test-runner';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';

/** Which tests answer for which folder: those that mirror it, and those that compose it. */
const TESTS = [
  ['lib/rules/', ['test/rules', 'test/manifest']],
  ['runner/src/', ['runner/test', 'test/runs']],
  [
    'lib/',
    ['access', 'credentials', 'gitops', 'iceberg', 'kronodroid', 'lakefs', 'nessie', 'operator']
      .concat('pipeline', 'platform', 'runs', 'spark', 'storage')
      .map((name) => `test/${name}`),
  ],
];
/** They make bundles and start processes, which have no mutants, or need a cluster. */
const LEFT_OUT = /^runner\/test\/(?:bundle|cli|fuzz|cluster\/.*)\.test\.ts$/;

/** Runs the tests of a mutant in this process: jest would load all modules anew for each file of tests. */
class TestRunner {
  static inject = ['options'];

  constructor({ mutate }) {
    this.folders = new Set(mutate.flatMap(testsOf));
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  init() {
    // The child process stands in the sandbox.
    this.suite = createRequire(join(process.cwd(), 'package.json'))('./scripts/mutation/suite.cjs');
    this.stryker = globalThis.__stryker__ ??= {};
  }

  async dryRun() {
    this.stryker.mutantCoverage = { static: {}, perTest: {} };
    this.stryker.activeMutant = undefined;
    const tests = [];
    for (const file of filesOf([...this.folders])) {
      this.stryker.currentTestId = undefined;
      const loaded = this.suite.load(file);
      await this.suite.run(file, loaded, {
        before: (id) => (this.stryker.currentTestId = id),
        report: ({ id, name, failure, time }) => {
          this.stryker.currentTestId = undefined;
          const common = { id, name, fileName: file, timeSpentMs: time };
          tests.push(
            failure === undefined
              ? { ...common, status: TestStatus.Success }
              : { ...common, status: TestStatus.Failed, failureMessage: String(failure?.stack ?? failure) },
          );
          return true;
        },
      });
    }
    return { status: DryRunStatus.Complete, tests, mutantCoverage: this.stryker.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, sandboxFileName }) {
    const source = relative(process.cwd(), sandboxFileName);
    const wanted = new Set(testFilter);
    const files = filesOf(testsOf(source))
      .filter((file) => testFilter === undefined || testFilter.some((id) => id.startsWith(`${file}: `)))
      .sort((a, b) => distance(source, a) - distance(source, b));
    const own = namesOf(sandboxFileName);
    Object.assign(this.stryker, {
      activeMutant: activeMutant.id,
      hitCount: 0,
      hitLimit,
      currentTestId: undefined,
    });
    let ran = 0;
    let killed;
    for (const file of files) {
      try {
        const tests = this.suite
          .load(file)
          .filter(({ id }) => testFilter === undefined || wanted.has(id))
          .sort((a, b) => Number(own.test(b.name)) - Number(own.test(a.name)));
        await this.suite.run(file, tests, {
          before: () => undefined,
          report: ({ id, failure }) => {
            ran += 1;
            if (failure !== undefined) killed = { id, failure };
            return killed === undefined;
          },
        });
      } catch (failure) {
        killed = { id: file, failure };
      }
      const limit = determineHitLimitReached(this.stryker.hitCount, hitLimit);
      if (limit !== undefined) return { status: MutantRunStatus.Timeout, reason: limit.reason };
      if (killed?.failure instanceof this.suite.Late)
        return { status: MutantRunStatus.Timeout, reason: killed.failure.message };
      if (killed !== undefined) break;
    }
    this.stryker.activeMutant = undefined;
    return killed === undefined
      ? { status: MutantRunStatus.Survived, nrOfTests: ran }
      : {
          status: MutantRunStatus.Killed,
          killedBy: [killed.id],
          failureMessage: String(killed.failure?.message ?? killed.failure).slice(0, 300),
          nrOfTests: ran,
        };
  }
}

function testsOf(source) {
  return TESTS.find(([folder]) => source.startsWith(folder))?.[1] ?? [];
}

function filesOf(folders) {
  return folders
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
    )
    .filter((name) => name.endsWith('.test.ts') && !LEFT_OUT.test(name))
    .sort();
}

/** What tests of a file would name: the ids in it. Their tests come first. */
function namesOf(file) {
  const ids = [...readFileSync(file, 'utf8').matchAll(/\bid: ["']([a-z0-9-]+)["']/g)].map(([, id]) => id);
  return new RegExp(ids.length === 0 ? '(?!)' : `(?:^| )(?:${ids.join('|')})(?:[: ]|$)`);
}

/** The test that mirrors the file comes first, then those of its folder. */
function distance(source, test) {
  const words = (path) =>
    path
      .replace(/^(?:lib|runner\/src|runner\/test|test)\//, '')
      .replace(/(?:\.test)?\.ts$/, '')
      .split('/');
  const [a, b] = [words(source), words(test)];
  if (a.join('/') === b.join('/')) return 0;
  if (test.includes('/boundaries/')) return 1;
  let common = 0;
  while (common < Math.min(a.length, b.length) && a[common] === b[common]) common += 1;
  return 10 - common;
}

/**
 * With MUTATION_SAMPLE=0.1, one function of ten is mutated, always the same ones: a run over everything takes hours on a
 * small machine. MUTATION_SEED draws others. A function within a function goes with it.
 */
const share = Number(process.env.MUTATION_SAMPLE ?? 1);
const seed = Number(process.env.MUTATION_SEED ?? 0);
const sample = {
  shouldIgnore(path) {
    if (share === 1 || !path.isFunction() || path.getFunctionParent() !== null) return undefined;
    const { start, end } = path.node;
    const hash =
      Math.imul(start ^ Math.imul(end ^ Math.imul(seed, 0xc2b2ae35), 0x9e3779b1), 0x85ebca6b) >>> 0;
    return hash / 2 ** 32 < share ? undefined : 'not in the sample';
  },
};

export const strykerPlugins = [
  declareClassPlugin(PluginKind.TestRunner, 'in-process', TestRunner),
  declareValuePlugin(PluginKind.Ignore, 'sample', sample),
];
