import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, type ApiObjectProps, App, Chart, Yaml } from 'cdk8s';
import type * as Library from '../lib';
import type * as Check from '../lib/check/check';
import type * as Command from '../lib/check/command';
import { reportCheck } from './check';
import { PROPS, valuesOf, type Values } from '../test/support/release-props';
import { commandTime, processorTime, report } from './measure';
import { isRecord } from '../lib/manifest/plain';
import { reportShapes } from './shapes';

// What the rules have to say of the samples is not the point here.
console.warn = () => undefined;

/** The library as its users have it: compiled. */
const lib = join(process.cwd(), '.cache', 'bench', 'lib');
rmSync(join(lib, '..'), { recursive: true, force: true });
execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json', '--outDir', join(lib, '..')]);
execFileSync(process.execPath, ['scripts/bundle.mjs', join(lib, '..', 'cli.js')]);
const load = createRequire(__filename);
const { KronodroidIcebergJob } = load(join(lib, 'index.js')) as typeof Library;
const { main: check } = load(join(lib, 'check', 'command.js')) as typeof Command;
const { checkManifests } = load(join(lib, 'check', 'check.js')) as typeof Check;

/** One job as a manifest. */
const sample = ((): ApiObjectProps => {
  const chart = new Chart(new App(), 'sample');
  new KronodroidIcebergJob(chart, 'job');
  return (chart.toJson() as ApiObjectProps[])[0]!;
})();

/** Prints speeds as ratios that were measured side by side in this run. */
function main(): void {
  const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
  report(
    'cdk8s synth of this app / cdk8s --version',
    3,
    () => commandTime([0], 'npx', 'cdk8s', 'synth', '--check-upgrade=false', '--output', outdir),
    () => commandTime([0], 'npx', 'cdk8s', '--version', '--check-upgrade=false'),
  );
  rmSync(outdir, { recursive: true, force: true });
  for (const count of [1000, 4000]) {
    report(
      `synth of ${count} KronodroidIcebergJobs / ${count} plain objects of the same size`,
      5,
      () => processorTime(() => synthJobs(count)),
      () => processorTime(() => synthPlain(count)),
    );
  }
  report(
    'synth of 4000 KronodroidIcebergJobs / 4 times 1000',
    3,
    () => processorTime(() => synthJobs(4000)),
    () => 4 * processorTime(() => synthJobs(1000)),
  );
  report(
    'an app of 1000 KronodroidIcebergJobs, from start to files, with the rules / without',
    5,
    () => commandTime([0], process.execPath, '-e', appOf(1000, true)),
    () => commandTime([0], process.execPath, '-e', appOf(1000, false)),
  );
  const values = PROPS.reduce<Values>((all, { props, sample }) => merged(all, valuesOf(props(sample))), {});
  report(
    'an app of one release of all values, from start to files / of none',
    9,
    () => commandTime([0], process.execPath, '-e', releaseOf(values)),
    () => commandTime([0], process.execPath, '-e', releaseOf({})),
  );
  reportCheck(join(lib, '..', 'cli.js'), Yaml.stringify(sample), checkManifests);
}

function synthJobs(count: number): string {
  const chart = new Chart(new App(), 'jobs');
  for (let i = 0; i < count; i++) new KronodroidIcebergJob(chart, `job-${i}`, { runId: `run-${i}` });
  return synth(chart);
}

function synthPlain(count: number): string {
  const chart = new Chart(new App(), 'plain');
  for (let i = 0; i < count; i++) {
    const object = structuredClone(sample);
    new ApiObject(chart, `object-${i}`, { ...object, metadata: { ...object.metadata, name: `run-${i}` } });
  }
  return synth(chart);
}

/** All that `app.synth()` does but the disk. */
function synth(chart: Chart): string {
  return App.of(chart).synthYaml();
}

/** A program that synthesizes jobs, as `cdk8s synth` starts it. */
function appOf(count: number, rules: boolean): string {
  return `
    const { mkdtempSync, rmSync } = require('node:fs');
    const { App, Chart } = require('cdk8s');
    console.warn = () => undefined;
    const door = require(${JSON.stringify(join(lib, 'rules', 'doors', 'synth'))});
    if (typeof door.registerRules !== 'function') throw new Error('rules are registered elsewhere');
    ${rules ? '' : 'door.registerRules = () => undefined;'}
    const { KronodroidIcebergJob } = require(${JSON.stringify(lib)});
    const outdir = mkdtempSync(${JSON.stringify(join(tmpdir(), 'bench-'))});
    const app = new App({ outdir });
    const chart = new Chart(app, 'jobs');
    for (let i = 0; i < ${count}; i++) new KronodroidIcebergJob(chart, 'job-' + i, { runId: 'run-' + i });
    app.synth();
    rmSync(outdir, { recursive: true });`;
}

/** Maps are merged, anything else is replaced. */
function merged(one: Values, other: Values): Values {
  const entries = Object.entries(other).map(([key, value]) => {
    const present = one[key];
    return [key, isRecord(present) && isRecord(value) ? merged(present, value) : value];
  });
  return { ...one, ...Object.fromEntries(entries) };
}

/** A program that synthesizes a release. */
function releaseOf(values: Values): string {
  return `
    const { mkdtempSync, rmSync } = require('node:fs');
    const { App, Chart } = require('cdk8s');
    console.warn = () => undefined;
    const { Rules, SparkOperator } = require(${JSON.stringify(lib)});
    const { RULES } = require(${JSON.stringify(join(lib, 'rules', 'all'))});
    const outdir = mkdtempSync(${JSON.stringify(join(tmpdir(), 'bench-'))});
    const app = new App({ outdir });
    const operator = new SparkOperator(new Chart(app, 'platform'), 'operator', { extraValues: ${JSON.stringify(values)} });
    // All values at once are no sensible release; what the rules find is acknowledged, so that the files are written.
    for (const { id } of RULES) Rules.of(operator).acknowledge(id, 'a sample');
    app.synth();
    rmSync(outdir, { recursive: true });`;
}

/** Reports of hostile files: processor time at n and at 2n. */
async function shapes(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  let files = 0;
  await reportShapes(check, (content) => {
    files += 1;
    const file = join(folder, `${files}.yaml`);
    writeFileSync(file, content);
    return file;
  });
  rmSync(folder, { recursive: true });
}

if (process.argv[2] !== 'shapes') main();
void shapes();
