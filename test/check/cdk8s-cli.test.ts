import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { APPLICATION, change } from '../rules/harness';

const ROOT = resolve(__dirname, '../..');

/** Of the page of the rules: what a reader copies into a project. */
const VALIDATIONS = /validations:\n(?: {4,}.*\n)+/.exec(
  readFileSync(join(ROOT, 'docs/rules.md'), 'utf8'),
)![0];

/** An app that writes manifests without any construct. */
const APP = `
const { copyFileSync, mkdirSync } = require('node:fs');
mkdirSync(process.env.CDK8S_OUTDIR, { recursive: true });
copyFileSync('source.yaml', process.env.CDK8S_OUTDIR + '/app.k8s.yaml');
`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cdk8s-cli-'));
  const write = (file: string, content: string): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), content);
  };
  write('app.js', APP);
  write('cdk8s.yaml', `language: typescript\napp: node app.js\n${VALIDATIONS.replace(/^ {2}/gm, '')}`);
  // The package as it is installed; its compiled code is that of the sources.
  const installed = 'node_modules/cdk8s-spark-operator';
  const tsx = JSON.stringify(require.resolve('tsx/cjs'));
  const sources = JSON.stringify(join(ROOT, 'lib/validation.ts'));
  write(`${installed}/build/lib/validation.js`, `require(${tsx});\nmodule.exports = require(${sources});\n`);
  copyFileSync(join(ROOT, 'validation.js'), join(folder, installed, 'validation.js'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function synth(manifest: string) {
  writeFileSync(join(folder, 'source.yaml'), manifest);
  const cli = join(dirname(require.resolve('cdk8s-cli/package.json')), 'bin/cdk8s');
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'synth', '--check-upgrade=false'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

test('cdk8s synth stops at an error and says where it is', () => {
  const { status, output } = synth(change(APPLICATION, { 'spec.executor.memory': '2Gi' }));
  expect(status).toBe(2);
  for (const part of ['memory-unit (error)', 'spec.executor.memory ("2Gi")', 'write 2g']) {
    expect(output).toContain(part);
  }
});

test('cdk8s synth passes with a warning, which it lists', () => {
  const { status, output } = synth(change(APPLICATION, { 'spec.image': 'a:latest' }));
  expect(output).toContain('image-not-pinned (warning)');
  expect(status).toBe(0);
});
