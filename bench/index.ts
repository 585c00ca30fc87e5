import { execFileSync, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, type ApiObjectProps, App, Chart, Yaml } from 'cdk8s';
import type * as Library from '../lib';
import type * as Check from '../lib/check/check';
import type * as Command from '../lib/check/command';
import { reportShapes } from './shapes';

// What the rules have to say of the samples is not the point here.
console.warn = () => undefined;

/** The library as its users have it: compiled. */
const built = join(process.cwd(), '.cache', 'bench');
rmSync(built, { recursive: true, force: true });
execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json', '--outDir', built]);
const load = createRequire(__filename);
const { KronodroidIcebergJob } = load(join(built, 'lib', 'index.js')) as typeof Library;
const { main: check } = load(join(built, 'lib', 'check', 'command.js')) as typeof Command;
const { checkManifests } = load(join(built, 'lib', 'check', 'check.js')) as typeof Check;

/** Prints speeds as ratios that were measured side by side in this run. */
function main(): void {
  const cli = (...args: string[]): number =>
    time(() => void execFileSync('npx', ['cdk8s', ...args], { stdio: 'ignore' }));
  const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
  report('cdk8s synth of this app / cdk8s --version', 5, () => [
    cli('synth', '--check-upgrade=false', '--output', outdir),
    cli('--version', '--check-upgrade=false'),
  ]);
  rmSync(outdir, { recursive: true, force: true });
  for (const count of [1000, 4000]) {
    report(`synth of ${count} KronodroidIcebergJobs / ${count} plain objects of the same size`, 5, () => [
      time(synthJobs, count),
      time(synthPlain, count),
    ]);
  }
  const app = (rules: boolean): number =>
    time(() => void spawnSync(process.execPath, ['-e', appOf(1000, rules)]));
  report('an app of 1000 KronodroidIcebergJobs, from start to files, with the rules / without', 3, () => [
    app(true),
    app(false),
  ]);
  const manifest = join(mkdtempSync(join(tmpdir(), 'bench-')), 'jobs.yaml');
  const documents = Array.from({ length: 1000 }, (_, i) =>
    sample.replaceAll('iceberg-manual', `iceberg-run-${i}`),
  );
  writeFileSync(manifest, documents.join('\n---\n'));
  const checking = time(() => void checkManifests([readFileSync(manifest, 'utf8')]));
  console.log(`check of 1000 manifests in the process: ${(1e6 / checking).toFixed(0)} objects a second`);
  const check = (file: string): number =>
    time(() => void spawnSync(process.execPath, [join(built, 'lib', 'cli.js'), 'check', file]));
  const node = (script: string): number => time(() => void spawnSync(process.execPath, ['-e', script]));
  console.log(
    `check of 1000 manifests, start-up included: ${(1e6 / check(manifest)).toFixed(0)} objects a second`,
  );
  writeFileSync(manifest, documents[0]!);
  const loading = `require(${JSON.stringify(join(built, 'lib', 'check', 'command.js'))})`;
  report('check of one file / node -e 0', 5, () => [check(manifest), node('0')]);
  report('loading of what check needs / node -e 0', 5, () => [node(loading), node('0')]);
  report('synth of 4000 KronodroidIcebergJobs / 4 times 1000', 3, () => [
    time(synthJobs, 4000),
    4 * time(synthJobs, 1000),
  ]);
}

function synthJobs(count: number): void {
  const chart = new Chart(new App(), 'jobs');
  for (let i = 0; i < count; i++) new KronodroidIcebergJob(chart, `job-${i}`, { runId: `run-${i}` });
  synth(chart);
}

const sample = ((): string => {
  const chart = new Chart(new App(), 'sample');
  new KronodroidIcebergJob(chart, 'job');
  return JSON.stringify(chart.toJson()[0]);
})();

/** A program that synthesizes jobs, as `cdk8s synth` starts it. */
function appOf(count: number, rules: boolean): string {
  const library = JSON.stringify(join(built, 'lib'));
  return `
    const { mkdtempSync, rmSync } = require('node:fs');
    const { App, Chart } = require('cdk8s');
    console.warn = () => undefined;
    ${rules ? '' : `require(${library} + '/rules/synth').registerRules = () => undefined;`}
    const { KronodroidIcebergJob } = require(${library});
    const outdir = mkdtempSync(${JSON.stringify(join(tmpdir(), 'bench-'))});
    const app = new App({ outdir });
    const chart = new Chart(app, 'jobs');
    for (let i = 0; i < ${count}; i++) new KronodroidIcebergJob(chart, 'job-' + i, { runId: 'run-' + i });
    app.synth();
    rmSync(outdir, { recursive: true });`;
}

function synthPlain(count: number): void {
  const chart = new Chart(new App(), 'plain');
  for (let i = 0; i < count; i++) {
    const object = JSON.parse(sample) as ApiObjectProps;
    new ApiObject(chart, `object-${i}`, { ...object, metadata: { ...object.metadata, name: `run-${i}` } });
  }
  synth(chart);
}

/** All that `app.synth()` does but the disk. */
function synth(chart: Chart): string {
  return Yaml.stringify(...(chart.toJson() as unknown[]));
}

function time(run: (count: number) => void, count = 1): number {
  const start = process.hrtime.bigint();
  run(count);
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/** Medians of pairs that were measured alternately, after one warm-up. */
function report(name: string, rounds: number, pair: () => [number, number]): void {
  pair();
  const pairs = Array.from({ length: rounds }, pair);
  const ours = median(pairs.map(([a]) => a));
  const base = median(pairs.map(([, b]) => b));
  console.log(
    `${name}: ${(ours / base).toFixed(2)}  (${ours.toFixed(0)} ms / ${base.toFixed(0)} ms, median of ${rounds})`,
  );
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
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
