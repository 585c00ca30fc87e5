import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { slimmedCrd } from './crd-schemas';

const ROOT = resolve(__dirname, '..');

/** Where the schemas and the generated file are committed. */
export const IMPORTS = join(ROOT, 'imports');
export const SCHEMAS = join(IMPORTS, 'schemas');

/** How the generated code leaves out what is undefined, and how it does so without a copy for each field. */
const SLOW =
  'Object.entries(result).reduce((r, i) => (i[1] === undefined) ? r : ({ ...r, [i[0]]: i[1] }), {})';
const FAST = 'Object.fromEntries(Object.entries(result).filter(([, value]) => value !== undefined))';

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
    const generated = join(outdir, 'sparkoperator.k8s.io.ts');
    writeFileSync(generated, readFileSync(generated, 'utf8').replaceAll(SLOW, FAST));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
