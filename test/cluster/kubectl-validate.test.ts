import fc from 'fast-check';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { nameOf, type Manifest } from '../../lib/manifest/plain';
import { RULES } from '../../lib/rules/all';
import { findProblems, isError } from '../../lib/rules/engine';
import { WORKLOADS } from '../../lib/manifest/workload';
import { subjects } from '../rules/harness';
import { run } from './support/shell';
import { cached, chart } from './support/target';

// kubectl-validate is the validation of the API server as a program: no cluster takes part.
const VALIDATE = cached('kubectl-validate');
const MUTATIONS = 600;

const read = (folder: string, file: string): string =>
  readFileSync(join(__dirname, '../rules', folder, file), 'utf8');
const workloads = (folder: string, pattern: RegExp): Manifest[] =>
  readdirSync(join(__dirname, '../rules', folder))
    .filter((file) => pattern.test(file))
    .flatMap((file) => subjects(read(folder, file)))
    .map(({ manifest }) => manifest)
    // The API server makes a name from generateName, kubectl-validate does not.
    .filter((manifest) => WORKLOADS.some((own) => own === manifest.kind) && nameOf(manifest) !== undefined);

/** All paths in a manifest. */
function paths(value: unknown, above: string[] = []): string[][] {
  const below =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, item]) => paths(item, [...above, key]))
      : [];
  return above.length === 0 ? below : [above, ...below];
}

/** A manifest in which one value is gone, is another one, or stands under another name. */
function mutated(manifests: readonly Manifest[]): fc.Arbitrary<Manifest> {
  const places = manifests.flatMap((manifest) => paths(manifest).map((path) => ({ manifest, path })));
  const values = fc.constantFrom(
    null,
    true,
    0,
    -1,
    1.5,
    7,
    '',
    'x',
    '7',
    'A b',
    [],
    ['x'],
    [1],
    {},
    { x: 'y' },
  );
  return fc
    .tuple(fc.constantFrom(...places), fc.constantFrom('remove', 'rename', 'replace', 'replace'), values)
    .map(([{ manifest, path }, way, value]) => {
      const result = JSON.parse(JSON.stringify(manifest));
      const last = path.at(-1)!;
      const owner = path.slice(0, -1).reduce((above, step) => above[step], result);
      if (way === 'rename' && !Array.isArray(owner)) owner[`${last}X`] = owner[last];
      if (way === 'replace') owner[last] = value;
      else if (Array.isArray(owner)) owner.splice(Number(last), 1);
      else Reflect.deleteProperty(owner, last);
      return result;
    });
}

(existsSync(VALIDATE) ? describe : describe.skip)(`beside ${VALIDATE}`, () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubectl-validate-'));
    mkdirSync(join(folder, 'crds'));
    mkdirSync(join(folder, 'manifests'));
    const [name, ...where] = chart();
    for (const [index, crd] of parseAllDocuments(run('helm', ['show', 'crds', name!, ...where])).entries()) {
      writeFileSync(join(folder, 'crds', `${index}.yaml`), crd.toString());
    }
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  /** What is wrong with each manifest; nothing where it is fine. */
  function refusals(manifests: readonly Manifest[]): (string | undefined)[] {
    const files = manifests.map((_, index) => join(folder, 'manifests', `${index}.json`));
    for (const [index, file] of files.entries()) writeFileSync(file, JSON.stringify(manifests[index]));
    const options = ['--local-crds', join(folder, 'crds'), '--version', '1.34', '--output', 'json'];
    // A refused manifest makes the exit code 1, with the answers on the standard output all the same.
    const answer = run('sh', ['-c', '"$@" 2>/dev/null || true', 'sh', VALIDATE, ...options, ...files]);
    const found: Record<string, { status: string; message?: string }[]> = JSON.parse(answer);
    return files.map((file) => found[file]!.find(({ status }) => status !== 'Success')?.message);
  }

  /** The manifests that it refuses and the rules do not. */
  function missed(manifests: readonly Manifest[]): string[] {
    const refused = refusals(manifests);
    expect(refused.filter((message) => message !== undefined).length).toBeGreaterThan(0);
    return manifests.flatMap((manifest, index) => {
      const message = refused[index];
      if (message === undefined) return [];
      const found = findProblems([{ kind: String(manifest.kind), manifest }], { rules: RULES });
      return found.some(isError) ? [] : [`${message}: ${JSON.stringify(manifest)}`];
    });
  }

  test('the rules refuse the defects that it refuses', () => {
    expect(missed(workloads('defects', /^\d/))).toEqual([]);
  });

  const valid = [...workloads('valid', /./), ...workloads('defects', /^00-good/)];

  test('it accepts what the rules accept as valid', () => {
    expect(refusals(valid).filter((message) => message !== undefined)).toEqual([]);
  });

  test(`the rules refuse what it refuses among ${MUTATIONS} mutations of valid manifests`, () => {
    expect(missed(fc.sample(mutated(valid), { numRuns: MUTATIONS, seed: 1 }))).toEqual([]);
  });
});
