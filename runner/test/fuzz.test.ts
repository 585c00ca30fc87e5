import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { main } from '../src/command';
import { OUTCOMES } from '../src/outcome';
import { DEFAULT_PACE } from '../src/pace';
import { SECRET } from './fake/lakefs';
import { application, CONTRACT, pace, release } from './fixtures';
import { World } from './world';

const CASES = Number(process.env.FUZZ_CASES ?? 60);
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
/** Most of the processor that a case may take, in milliseconds; a pattern of a contract may have a second for a value. */
const MOST = 10_000;
const TOKEN = 'canary-token-77ab';
const EXITS = new Set<number>(Object.values(OUTCOMES).map(({ exit }) => exit));
const PARAMETERS = { numRuns: CASES, seed: SEED, endOnFailure: true };
const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
let world: World;

beforeAll(async () => {
  world = await new World().start();
});
afterAll(async () => {
  await world.stop();
  rmSync(folder, { recursive: true });
});

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly output: string;
}

async function spark(args: readonly string[]): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  const code = await main(['node', 'spark-runner', ...args], {
    env: {
      LAKEFS_ENDPOINT_URL: world.lakefs.url,
      LAKEFS_ACCESS_KEY_ID: 'AKIATEST',
      LAKEFS_SECRET_ACCESS_KEY: SECRET,
    },
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    signal: new AbortController().signal,
    connect: () =>
      Promise.resolve({
        ...world.kubernetes.connection(),
        requestOptions: () => Promise.resolve({ headers: { authorization: `Bearer ${TOKEN}` } }),
      }),
    pace: { ...DEFAULT_PACE, ...pace({ patienceMs: 300 }) },
  });
  return { code, stdout, output: stdout + stderr };
}

/** What holds for every end of a command. */
function expectProperEnd({ code, stdout, output }: Ended, args: readonly string[]): void {
  expect(EXITS).toContain(code);
  // 1 is for what the runner did not expect, and it expects everything.
  expect([code, output]).not.toEqual([OUTCOMES.error.exit, output]);
  if (!args.includes('--help') && !args.includes('-h') && args[0] !== 'help') {
    expect(OUTCOMES).toHaveProperty([JSON.parse(stdout).outcome]);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  }
  expect(output).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
  expect(output.replace(/[\n\t]/g, '')).not.toMatch(/\p{Cc}/u);
  for (const secret of [SECRET, TOKEN]) expect(output).not.toContain(secret);
}

const NASTY = [
  ...[
    '',
    '-',
    '--',
    '--help',
    '..',
    '../..',
    '/dev/null',
    '/',
    '\u0000',
    '\u001b[2J',
    '\u2028',
    '::error::x',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'NaN',
    'Infinity',
    '1e400',
    '9'.repeat(400),
    '-1',
    '0x10',
    'null',
  ],
  ...[
    's3a://kronodroid/main/x',
    's3a://kronodroid/other/x',
    's3a://kronodroid/../x',
    '${x}',
    '{{x}}',
    '\ud800',
  ],
  ...[SECRET, `password=${SECRET}`, `https://u:${SECRET}@h/`, 'a'.repeat(5000), 'ä'.repeat(300)],
];
const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NASTY) },
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
);
const runId = fc.oneof(text, fc.constantFrom('r1', 'Run 1', 'a'.repeat(300)));
const json = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(null, [], {}, 0, '', 'constructor', { type: 'string' }, { type: 'integer' }),
);

describe(`the command line (FUZZ_SEED=${SEED} FUZZ_CASES=${CASES})`, () => {
  const option = fc.constantFrom(
    ...['--run-id', '--job', '--branch', '--namespace', '-n', '--context', '--repository', '--target'],
    ...['--template', '--template-config-map', '--parameters', '--set', '--timeout', '--start-timeout'],
    ...['--revision', '--pipeline', '--delete-branch', '--unchecked', '--nope', '--help'],
  );
  const released = release();
  const known = fc.constantFrom(
    ['--run-id', 'r1'],
    ['--job', 'kronodroid-iceberg'],
    ['--template-config-map', released.name],
    ['--set', 'executorInstances=3'],
    ['--repository', 'kronodroid'],
  );
  const words = fc.array(
    fc.oneof(
      known,
      fc.tuple(option, text).map(([name, value]): string[] => [name, value]),
      fc
        .tuple(fc.constantFrom('driverMemory', 'executorInstances', 'testLimit', 'x'), text)
        .map(([name, value]): string[] => ['--set', `${name}=${value}`]),
      text.map((word): string[] => [word]),
    ),
    { maxLength: 8 },
  );
  const command = fc.constantFrom(
    'run',
    'run',
    'branch',
    'promote',
    'cancel',
    'cleanup',
    'doctor',
    'help',
    '',
  );

  it(
    'ends as documented, whatever it is',
    async () => {
      world.kubernetes.configMaps.set(released.name, released.data);
      await fc.assert(
        fc.asyncProperty(command, words, async (name, more) => {
          // Neither a file of this machine is written nor one that never ends is read.
          const args = [name, ...more.flat()].filter(
            (word) => word !== '/dev/zero' && word !== '--output-branch',
          );
          const begin = processorMs();
          expectProperEnd(await spark(args), args);
          expect(processorMs() - begin).toBeLessThan(MOST);
        }),
        PARAMETERS,
      );
    },
    Math.max(120_000, CASES * 1000),
  );
});

describe(`the contract and its parameters (FUZZ_SEED=${SEED} FUZZ_CASES=${CASES})`, () => {
  const key = fc.oneof(
    fc.constantFrom(
      ...['type', 'properties', 'required', 'enum', 'const', 'pattern', 'minimum', 'maximum', 'maxLength'],
      ...['x-argument', 'x-leading-dash', 'additionalProperties', '$ref', 'allOf', 'default', '__proto__'],
    ),
    text,
  );
  const property = fc.oneof(
    json,
    fc.record(
      {
        type: fc.constantFrom<unknown>('string', 'integer', 'number', 'object', null),
        'x-argument': fc.oneof(fc.constantFrom('--value', '--lakefs-branch', '-x'), text),
        pattern: fc.oneof(fc.constantFrom('^(a|a)*$', '^a+$', '(', '(?<x>.)\\k<x>', '[', '\\p{L}'), text),
        minimum: json,
        maximum: json,
        enum: json,
      },
      { requiredKeys: [] },
    ),
    fc.dictionary(key, json, { maxKeys: 4 }),
  );
  const name = fc.oneof(
    fc.constantFrom('value', 'driverMemory', 'executorInstances', 'constructor', '__proto__', 'testLimit'),
    text,
  );
  const contract = fc.oneof(
    json,
    fc.dictionary(key, json, { maxKeys: 4 }),
    fc.record({ properties: fc.dictionary(name, property, { maxKeys: 4 }) }),
    fc
      .dictionary(name, property, { maxKeys: 2 })
      .map((more) => ({ ...CONTRACT, properties: { ...CONTRACT.properties, ...more } })),
  );
  const given = fc.oneof(json, fc.dictionary(name, fc.oneof(text, json), { maxKeys: 4 }));

  it(
    'end as documented, whatever they are',
    async () => {
      let index = 0;
      await fc.assert(
        fc.asyncProperty(contract, given, runId, async (schema, values, id) => {
          const { name: configMap, data } = release(application(), schema as object);
          world.kubernetes.configMaps.set(configMap, data);
          const file = join(folder, `parameters-${index++ % 10}.yaml`);
          writeFileSync(file, stringify(values));
          const args = ['run', '--template-config-map', configMap, `--run-id=${id}`, '--parameters', file];
          const begin = processorMs();
          expectProperEnd(await spark(args), args);
          expect(processorMs() - begin).toBeLessThan(MOST);
          world.kubernetes.configMaps.delete(configMap);
        }),
        PARAMETERS,
      );
    },
    Math.max(120_000, CASES * 1000),
  );
});
