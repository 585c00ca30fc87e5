import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { slimmedCrd } from './crd-schemas';

const ROOT = resolve(__dirname, '..');

/** Where the schemas and the generated file are committed. */
export const IMPORTS = join(ROOT, 'imports');
export const SCHEMAS = join(IMPORTS, 'schemas');

/** How the generated code leaves out what is undefined: with a copy for each key. */
const COPIES =
  /Object\.entries\(([\w.]+)\)\.reduce\(\(r, i\) => \(i\[1\] === undefined\) \? r : \(\{ \.\.\.r, \[i\[0\]\]: i\[1\] \}\), \{\}\)/g;

/** How it does so without. A map may have a key `__proto__`, which an assignment would not keep. */
const DEFINED = `
function defined(result: Record<string, unknown>): Record<string, any> {
  const json: Record<string, any> = {};
  for (const key in result) if (result[key] !== undefined) json[key] = result[key];
  return json;
}

function definedOf(map: Record<string, any>): Record<string, any> {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined));
}
`;

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
    const code = readFileSync(generated, 'utf8').replaceAll(COPIES, (_, map: string) =>
      map === 'result' ? 'defined(result)' : `definedOf(${map})`,
    );
    writeFileSync(generated, code + DEFINED);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
