import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stringify } from 'yaml';
import { onRig } from '../../../test/cluster/support/target';
import { application } from '../fixtures';
import { ended, Program, type Ended } from '../program';
import { ChaosProxy, type Trouble } from './support/chaos-proxy';
import { Cluster } from './support/cluster';
import { LakeFsServer, REPOSITORY } from './support/lakefs-server';

const KILLS = Number(process.env.KILLS ?? 50);
/** A run of tests with proxies goes on until they have made so many troubles. */
const TROUBLES = Number(process.env.TROUBLES ?? 16);
/** Longest life of a runner that is killed, in milliseconds: about as long as an undisturbed one takes. */
const LONGEST_LIFE = 2500;
const SEED = Number(process.env.SEED ?? Date.now() % 100_000);
const JOB = ['--job', 'kronodroid-iceberg', '--repository', REPOSITORY];
const outputs: string[] = [];
let program: Program;
let cluster: Cluster;
let lakefs: LakeFsServer;
let api: ChaosProxy;
let lake: ChaosProxy;
let environment: Record<string, string>;
let template: string;
let state = SEED;

beforeAll(async () => {
  program = Program.bundle();
  [cluster, lakefs] = await Promise.all([Cluster.start(), LakeFsServer.start()]);
  [api, lake] = await Promise.all([new ChaosProxy(cluster.url).start(), new ChaosProxy(lakefs.url).start()]);
  environment = { ...lakefs.env(lake.url), KUBECONFIG: program.kubeconfig(api.url, 'canary-token-c0ffee') };
  const { spec, metadata, ...kind } = application();
  template = program.write(
    'app.yaml',
    stringify({ ...kind, metadata: { ...metadata, namespace: cluster.namespace }, spec }),
  );
  // Every run writes a table of its own, so that all of them can be promoted.
  cluster.job = (done) => lakefs.write(done.metadata.name, tableOf(done.metadata.name), done.metadata.name);
  cluster.operate();
});
afterEach(() => {
  api.trouble = () => undefined;
  lake.trouble = () => undefined;
});
afterAll(() => Promise.all([cluster.stop(), lakefs.stop(), api.stop(), lake.stop()]));

const nameOf = (id: string): string => `kronodroid-iceberg-${id}`;
const tableOf = (name: string): string => `iceberg/db/${name}/version-hint.text`;

/** The same numbers for the same seed. */
function random(): number {
  state = (state * 1103515245 + 12345) % 2147483648;
  return (state >> 8) / 2 ** 23;
}

const runArgs = (id: string): string[] => ['run', '--template', template, '--run-id', id];
const promoteArgs = (id: string): string[] => [
  ...['promote', ...JOB, '--namespace', cluster.namespace],
  ...['--run-id', id, '--target', 'main', '--delete-branch'],
];

async function spark(args: readonly string[]): Promise<Ended> {
  const end = await program.run(args, environment);
  outputs.push(end.stdout, end.stderr);
  return end;
}

function start(args: readonly string[]): ChildProcess {
  return program.start(args, environment);
}

function says(child: ChildProcess, word: string): Promise<void> {
  return new Promise((resolve) =>
    child.stderr?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes(word)) resolve();
    }),
  );
}

interface Count {
  runs: number;
  duplicates: number;
  lostBranches: number;
  wrongOutcomes: string[];
}

/** What became of a run after whatever happened to its runners. */
async function settle(count: Count, id: string, end: Ended): Promise<void> {
  const name = nameOf(id);
  count.runs++;
  if (cluster.seen.get(name)?.size !== 1) count.duplicates++;
  if (end.code !== 0 || end.result.outcome !== 'completed') count.wrongOutcomes.push(`${id}: ${end.stdout}`);
  if ((await lakefs.read(name, tableOf(name))) !== name) count.lostBranches++;
}

/** What became of a promotion: exactly one merge, and the data on main. */
async function settlePromotion(count: Count, id: string, end: Ended): Promise<void> {
  const name = nameOf(id);
  if (end.code !== 0) count.wrongOutcomes.push(`promote ${id}: ${end.stdout}`);
  if ((await lakefs.read('main', tableOf(name))) !== name) count.lostBranches++;
  const commits = (await lakefs.history()).filter((metadata) => metadata.application === name);
  if (commits.length !== 2) count.duplicates++;
  // Its own branch, and the one on which a start makes the first commit.
  const left = (await lakefs.branches()).filter((branch) =>
    new RegExp(`^${name}(-[0-9a-f]{64})?$`).test(branch),
  );
  if (left.length > 0) count.wrongOutcomes.push(`still there: ${left.join(', ')}`);
}

/** The count, which is also told. */
function told(count: Count, what: string): Count {
  process.stdout.write(`seed ${SEED}: ${what}: ${JSON.stringify(count)}\n`);
  return count;
}

const none = (): Count => ({ runs: 0, duplicates: 0, lostBranches: 0, wrongOutcomes: [] });
const clean = (runs: number): Count => ({ ...none(), runs });

async function kill(args: readonly string[]): Promise<void> {
  const child = start(args);
  const gone = ended(child);
  await Promise.race([delay(random() * LONGEST_LIFE), gone]);
  child.kill('SIGKILL');
  const { stdout, stderr } = await gone;
  outputs.push(stdout, stderr);
}

describe(`a runner (seed ${SEED})`, () => {
  it(
    `that is killed ${KILLS} times at random moments and started again`,
    async () => {
      const count = none();
      const lane = async (ids: readonly string[]): Promise<void> => {
        for (const id of ids) {
          await kill(runArgs(id));
          await settle(count, id, await spark(runArgs(id)));
          await kill(promoteArgs(id));
          await settlePromotion(count, id, await spark(promoteArgs(id)));
        }
      };
      const ids = Array.from({ length: KILLS / 2 }, (_, index) => `kill-${index}`);
      await Promise.all([
        lane(ids.filter((_, index) => index % 2 === 0)),
        lane(ids.filter((_, index) => index % 2 === 1)),
      ]);
      expect(told(count, `${KILLS} kills`)).toEqual(clean(KILLS / 2));
    },
    Math.max(900_000, KILLS * 6000),
  );

  it('that is started four times at once', async () => {
    const count = none();
    for (const id of ['twin-1', 'twin-2', 'twin-3']) {
      const ends = await Promise.all(Array.from({ length: 4 }, () => spark(runArgs(id))));
      for (const end of ends) await settle(count, id, end);
      const promotions = await Promise.all([spark(promoteArgs(id)), spark(promoteArgs(id))]);
      for (const end of promotions) await settlePromotion(count, id, end);
    }
    expect(told(count, 'four at once')).toEqual(clean(12));
  }, 300_000);

  it(
    'whose API server answers 409, 429 and 500, loses calls and answers, and cuts watches',
    async () => {
      const troubles: Trouble[] = [
        ...[{ status: 429 }, { status: 500 }, { status: 503 }],
        ...(['lost', 'unheard'] as const),
        ...[{ delayMs: 300 }, { cutMs: 50 }],
      ];
      api.trouble = (what) => {
        // A name that is taken: what a create is told when an earlier one got through.
        if (what.startsWith('POST') && random() < 0.3) return { status: 409 };
        return random() < 0.4 ? troubles[Math.floor(random() * troubles.length)] : undefined;
      };
      const before = api.troubles;
      const count = none();
      while (count.runs < 8 || api.troubles - before < TROUBLES) {
        const id = `api-${count.runs}`;
        await settle(count, id, await spark(runArgs(id)));
      }
      expect(told(count, `${api.troubles - before} troubles of the API server`)).toEqual(clean(count.runs));
    },
    Math.max(600_000, TROUBLES * 10_000),
  );

  it(
    'whose lakeFS answers 500 and 429, is slow, and loses calls and answers',
    async () => {
      const troubles: Trouble[] = [{ status: 500 }, { status: 429 }, 'lost', 'unheard', { delayMs: 1000 }];
      lake.trouble = () => (random() < 0.4 ? troubles[Math.floor(random() * troubles.length)] : undefined);
      const before = lake.troubles;
      const count = none();
      while (count.runs < 8 || lake.troubles - before < TROUBLES) {
        const id = `lake-${count.runs}`;
        await settle(count, id, await spark(runArgs(id)));
        await settlePromotion(count, id, await spark(promoteArgs(id)));
      }
      expect(told(count, `${lake.troubles - before} troubles of lakeFS`)).toEqual(clean(count.runs));
    },
    Math.max(600_000, TROUBLES * 10_000),
  );

  it('whose API server is gone for a minute', async () => {
    const count = none();
    cluster.stuck.add(nameOf('away'));
    const child = start(runArgs('away'));
    const end = ended(child);
    await Promise.race([says(child, 'RUNNING'), end]);
    await api.stop();
    cluster.stuck.clear();
    await delay(60_000);
    await api.start();
    await settle(count, 'away', await end);
    expect(told(count, 'away for a minute')).toEqual(clean(1));
  }, 300_000);

  const frozen = 'whose API server is frozen for 20 s, with its connections open';
  (onRig() ? it : it.skip)(
    frozen,
    async () => {
      const count = none();
      const [pid] = readFileSync(join(dirname(process.env.KUBECONFIG!), 'pid/kube-apiserver'), 'utf8').split(
        ' ',
      );
      for (const moment of ['SUBMITTED', 'RUNNING']) {
        const id = `frozen-${moment.toLowerCase()}`;
        const child = start(runArgs(id));
        const end = ended(child);
        await Promise.race([says(child, moment), end]);
        process.kill(Number(pid), 'SIGSTOP');
        await delay(20_000).finally(() => process.kill(Number(pid), 'SIGCONT'));
        await settle(count, id, await end);
      }
      expect(told(count, 'frozen')).toEqual(clean(2));
    },
    300_000,
  );

  it('shows no secret in all of this', () => {
    expect(outputs.length).toBeGreaterThan(100);
    for (const secret of [lakefs.secret, 'canary-token-c0ffee'])
      expect(outputs.join('\n')).not.toContain(secret);
  });
});
