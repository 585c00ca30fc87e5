import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { APPLICATION, CONNECT, RELEASE, SCHEDULED } from '../rules/harness';
import { Random } from './random';

/** How many cases; `npm run fuzz` has more. */
export const CASES = Number(process.env.FUZZ_CASES ?? 60);
/** The same cases come from the same seed. */
export const SEED = Number(process.env.FUZZ_SEED ?? 20_261_128);

/** One input. */
export interface Mutation {
  /** How it was made. */
  readonly what: string;
  readonly content: string | Uint8Array;
}

const DEFECTS = join(__dirname, '..', 'rules', 'defects');
const SOURCES = [
  APPLICATION,
  SCHEDULED,
  CONNECT,
  RELEASE,
  ...readdirSync(DEFECTS)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => readFileSync(join(DEFECTS, name), 'utf8')),
];

const CANARY = 'canary-4711-Secret';

/** Values of every odd shape. */
const ODD: readonly ((random: Random) => unknown)[] = [
  () => null,
  () => '',
  () => true,
  () => -1,
  () => 3e300,
  () => 1.5,
  () => [],
  () => ({}),
  () => [[[]]],
  () => [null, {}, [], ''],
  () => ({ toString: 'x', valueOf: 1, constructor: { prototype: 1 } }),
  () => ({ toJSON: 'x', then: 'y', length: -1 }),
  () => ({ ['__proto__']: { polluted: true } }),
  () => '\u001b[2J\n::error::x\n##vso[task.complete]\u2028\u202e\ud800',
  () => 'a'.repeat(20_000),
  () => 'a.'.repeat(5_000) + '@',
  () => '${env.'.repeat(2_000),
  () => '$('.repeat(3_000),
  () => Array.from({ length: 300 }, (_, index) => ({ name: `n${index}`, value: `$(n${index + 1})` })),
  () => Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`key${index}`, index])),
  (random) => random.nested(60),
];

/** Where secrets stand, all of them to be hidden. */
const SECRETS: readonly (() => Readonly<Record<string, unknown>>)[] = [
  () => ({ env: { DB_PASSWORD: CANARY } }),
  () => ({ env: [{ name: 'API_TOKEN', value: CANARY }] }),
  () => ({ envVars: { AWS_SECRET_ACCESS_KEY: CANARY } }),
  () => ({ sparkConf: { 'spark.hadoop.fs.s3a.secret.key': CANARY } }),
  () => ({ hadoopConf: { 'fs.s3a.secret.key': CANARY } }),
  () => ({ arguments: ['--password', CANARY, `--token=${CANARY}`] }),
  () => ({ javaOptions: `-Da=b -Dmy.password=${CANARY}` }),
  () => ({ annotations: { 'example.com/client-secret': CANARY } }),
  () => ({ password: [CANARY, { value: CANARY }] }),
  () => ({ url: `https://user:${CANARY}@host/${'x'.repeat(100)}` }),
  () => ({ key: `-----BEGIN PRIVATE KEY-----\n${CANARY}\n-----END PRIVATE KEY-----\n` }),
  () => ({ jdbc: `jdbc:postgresql://host/db?user=a&password=${CANARY}` }),
  () => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'a' },
    stringData: { a: `first\n${CANARY}` },
  }),
  () => ({ apiVersion: 'v1', kind: 'Secret', data: { a: Buffer.from(CANARY).toString('base64') } }),
];

/** Changes of the text itself. */
const BYTES: readonly ((text: string, random: Random) => string | Uint8Array)[] = [
  (text, random) => text.slice(0, random.below(text.length)),
  (text, random) => {
    const at = random.below(text.length);
    return (
      text.slice(0, at) +
      random.pick([
        '\t',
        '\0',
        '\u0085',
        '\u2028',
        '\r',
        '{',
        '*a',
        '&a ',
        '<<: ',
        '---\n',
        '"',
        "'",
        '!x ',
        '? ',
        ': ',
        '- ',
        '|\n',
        '# ',
        '%',
      ]) +
      text.slice(at)
    );
  },
  (text, random) => {
    const bytes = Buffer.from(text);
    for (let index = 0; index < 5; index += 1) bytes[random.below(bytes.length)] = random.below(256);
    return bytes;
  },
  (text) => Buffer.from(text, 'utf16le'),
  (text) => `${text}\n---\n${text}`,
  (text) => `x: &x [*x]\n${text}`,
  (text) => `${'['.repeat(500)}${text}`,
  (text) => text.replaceAll('\n', '\r\n'),
  (text, random) => {
    const lines = text.split('\n');
    const [from, to] = [random.below(lines.length), random.below(lines.length)];
    return [...lines.slice(0, to), lines[from], ...lines.slice(to)].join('\n');
  },
];

/** The case of a number. */
export function caseOf(index: number): Mutation {
  const random = new Random(SEED * 1_000_003 + index);
  const source = random.pick(SOURCES);
  const documents = parseAllDocuments(source);
  const objects: unknown[] = Array.isArray(documents) ? documents.map((document) => document.toJS()) : [];
  const what: string[] = [];
  for (let count = random.below(4); count >= 0; count -= 1) what.push(change(objects, random));
  // Planted last: whoever renames a secret has another text.
  const isPlanted = random.below(4) === 0;
  if (isPlanted) what.push(plant(objects, random));
  const text =
    random.below(2) === 0
      ? objects.map((object) => stringify(object)).join('---\n')
      : JSON.stringify(objects[0], undefined, random.below(3));
  if (isPlanted || random.below(3) > 0) return { what: what.join(', '), content: text };
  const kind = random.below(BYTES.length);
  return { what: `${what.join(', ')}, bytes ${kind}`, content: BYTES[kind]!(text, random) };
}

function plant(objects: unknown[], random: Random): string {
  const owners = ownersIn(objects);
  if (owners.length === 0) return 'nothing';
  const kind = random.below(SECRETS.length);
  Object.assign(random.pick(owners), SECRETS[kind]!());
  return `secret ${kind}`;
}

function change(objects: unknown[], random: Random): string {
  const owner = random.pick(ownersIn(objects));
  const keys = Object.keys(owner);
  const key = random.pick(keys.length === 0 ? ['x'] : keys);
  switch (random.below(4)) {
    case 0:
      Reflect.deleteProperty(owner, key);
      return `without ${key}`;
    case 1:
      owner[`${key}x`] = owner[key];
      Reflect.deleteProperty(owner, key);
      return `renamed ${key}`;
    default: {
      const kind = random.below(ODD.length);
      Object.defineProperty(owner, key, {
        value: ODD[kind]!(random),
        enumerable: true,
        configurable: true,
        writable: true,
      });
      return `odd ${kind} at ${key}`;
    }
  }
}

function ownersIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap(ownersIn);
  return Array.isArray(value) ? inside : [value as Record<string, unknown>, ...inside];
}
