/** As much of jest as the tests of this repository use, for many runs of single tests in one process. */
const { join } = require('node:path');
const { expect } = require('expect');
const { bind } = require('jest-each');
const { ModuleMocker } = require('jest-mock');
const { addSerializer, SnapshotState, toMatchSnapshot } = require('jest-snapshot');
const fc = require('fast-check');
const { forget } = require('./registry.cjs');

const ROOT = process.cwd();
const mocker = new ModuleMocker(globalThis);
const PATIENCE = 30_000;

// The same few cases in each run: a mutant lives or dies for a reason.
fc.configureGlobal({ numRuns: 20, seed: 4711 });
expect.extend({ toMatchSnapshot });
process.on('unhandledRejection', () => undefined);

/** Loads a file of tests with all it imports, and gives its tests with the groups around them. */
function load(file) {
  const root = { name: '', hooks: { beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] } };
  const tests = [];
  let group = root;
  const describe = (name, body) => {
    const parent = group;
    group = {
      name: `${parent.name}${name} `,
      parent,
      hooks: { beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] },
    };
    body();
    group = parent;
  };
  const test = (name, body) => tests.push({ name: `${group.name}${name}`, group, body });
  const skip = () => undefined;
  const hooks = Object.fromEntries(
    Object.keys(root.hooks).map((name) => [name, (hook) => group.hooks[name].push(hook)]),
  );
  Object.assign(test, { each: bind(test), skip });
  Object.assign(describe, { each: bind(describe), skip });
  Object.assign(globalThis, hooks, { describe, test, it: test, expect, jest: mocker });
  forget();
  require(join(ROOT, 'test/support/setup.ts'));
  addSerializer(require(join(ROOT, 'test/support/plain-text.ts')));
  require(join(ROOT, file));
  const seen = new Map();
  return tests.map((one) => {
    const times = (seen.get(one.name) ?? 0) + 1;
    seen.set(one.name, times);
    return { ...one, id: `${file}: ${one.name}${times === 1 ? '' : ` (${times})`}` };
  });
}

function snapshots(file) {
  const name = file.split('/').at(-1);
  return new SnapshotState(join(ROOT, file, '../__snapshots__', `${name}.snap`), {
    updateSnapshot: 'none',
    expand: false,
    prettierPath: null,
    rootDir: ROOT,
    snapshotFormat: { escapeString: false, printBasicPrototype: false },
  });
}

const chain = ({ parent, ...group }) => [...(parent === undefined ? [] : chain(parent)), group];

/** On a busy machine it says nothing of a mutant. */
class Late extends Error {}

async function patiently(work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Late(`not done in ${PATIENCE} ms`)), PATIENCE);
  });
  try {
    await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs tests of one file, one after another; `report` hears of each and says whether to go on. */
async function run(file, tests, { before, report }) {
  const snapshotState = snapshots(file);
  const begun = new Set();
  for (const { id, name, group, body } of tests) {
    const groups = chain(group);
    const start = performance.now();
    let failure;
    // A snapshot that is another one does not throw: its error is kept, so that a test shows all of them.
    const suppressedErrors = [];
    expect.setState({ currentTestName: name, testPath: join(ROOT, file), snapshotState, suppressedErrors });
    before(id);
    try {
      await patiently(async () => {
        for (const { hooks } of groups) {
          if (begun.has(hooks)) continue;
          begun.add(hooks);
          for (const hook of hooks.beforeAll) await hook();
        }
        for (const { hooks } of groups) for (const hook of hooks.beforeEach) await hook();
        await body();
      });
    } catch (error) {
      failure = error;
    }
    failure ??= expect.getState().suppressedErrors[0];
    try {
      await patiently(async () => {
        for (const { hooks } of groups.toReversed()) for (const hook of hooks.afterEach) await hook();
      });
    } catch (error) {
      failure ??= error;
    }
    if (!report({ id, name, file, failure, time: performance.now() - start })) break;
  }
  for (const { afterAll } of begun) for (const hook of afterAll) await hook();
}

module.exports = { Late, load, run };
