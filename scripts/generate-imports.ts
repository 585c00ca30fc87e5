import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { slimmedCrd } from './crd-schemas';

const ROOT = resolve(__dirname, '..');

/** Where the schemas and the generated file are committed. */
export const IMPORTS = join(ROOT, 'imports');
export const SCHEMAS = join(IMPORTS, 'schemas');

/** Writes the classes of the custom resources to a folder, from the committed schemas alone. */
export function generateImports(outdir: string): void {
  const crds = ['scheduledsparkapplication', 'sparkapplication'].map((kind) =>
    JSON.stringify(slimmedCrd(JSON.parse(readFileSync(join(SCHEMAS, `${kind}.json`), 'utf8')))),
  );
  const folder = mkdtempSync(join(tmpdir(), 'imports-'));
  try {
    const input = join(folder, 'crds.yaml');
    writeFileSync(input, crds.join('\n---\n'));
    const options = ['--output', outdir, '--save=false', '--check-upgrade=false'];
    execFileSync(join(ROOT, 'node_modules/.bin/cdk8s'), ['import', input, ...options], { stdio: 'pipe' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
