import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProblems } from '../../lib/rules/engine';
import { RULES } from '../../lib/rules/all';
import { subjects } from './harness';

const FOLDER = join(__dirname, 'defects');
const INDEX: { file: string; kind: string; where: string; rule: string }[] = JSON.parse(read('index.json'));
const VALUES = 'spark: {jobNamespaces: [kronodroid]}';

function read(file: string): string {
  return readFileSync(join(FOLDER, file), 'utf8');
}

/** Findings in a file, seen together with the namespace, the account, its Role, and a release that watches. */
function check(file: string): string[] {
  const checked = subjects(read(file));
  const beside = file.endsWith('.values.yaml') ? [] : subjects(VALUES);
  const companions = file === '00-good-companions.yaml' ? [] : subjects(read('00-good-companions.yaml'));
  return findProblems([...checked, ...companions, ...beside], { rules: RULES }).map(
    ({ rule, path, subject, message }) =>
      checked.includes(subject)
        ? `${rule.id} ${path}`
        : `ELSEWHERE ${subject.kind} ${rule.id} ${path} ${message}`,
  );
}

for (const file of readdirSync(FOLDER).filter((name) => name.startsWith('00-good'))) {
  test(`finds nothing in ${file}`, () => {
    expect(check(file)).toEqual([]);
  });
}

for (const { file, where, rule } of INDEX) {
  test(`finds ${rule} in ${file} at ${where}`, () => {
    const found = check(file);
    expect(found).toEqual([expect.stringMatching(`^${rule} `)]);
    expect(found[0]!.split(' ')[1]).toMatch(pattern(where));
  });
}

/** `spec.volumes[].hostPath` means any item, `spec.sparkConf[...x]` a key that ends in x, and items may follow. */
function pattern(where: string): RegExp {
  const text = where
    .replace(/^(?:Role|RoleBinding|Secret)\./, '')
    .replace(/[.$]/g, '\\$&')
    .replace(/\[\\\.\\\.\\\.(.*)\]$/, '\\[".*$1"\\]')
    .replace(/\[("[^\]]*"|\d+)\]/g, '\\[$1\\]')
    .replace(/\[\]/g, '\\[\\d+\\]');
  return new RegExp(`^${text}(?:$|[.[])`);
}
