import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stringify } from 'yaml';
import { ISOLATION_ANNOTATION, type IsolationKind } from '../../../lib/runs/isolation/isolation';
import { onRig } from '../../../test/cluster/support/target';
import { CONTRACT, release } from '../fixtures';
import { ended, Program, type Ended } from '../program';
import { ChaosProxy, type Trouble } from './support/chaos-proxy';
import { Cluster } from './support/cluster';
import { testedIceberg, testedLakeFs, testedNessie, testedNone, type Tested } from './support/tested';

const KILLS = Number(process.env.KILLS ?? 16);
/** A run of tests with proxies goes on until they have made so many troubles. */
const TROUBLES = Number(process.env.TROUBLES ?? 16);
/** Longest life of a runner that is killed, in milliseconds: about as long as an undisturbed one takes. */
const LONGEST_LIFE = 2500;
const SEED = Number(process.env.SEED ?? Date.now() % 100_000);
const TOKEN = 'canary-token-c0ffee';
const outputs: string[] = [];
const secrets = [TOKEN];
let program: Program;
let cluster: Cluster;
let api: ChaosProxy;
let state = SEED;

/** What is under test now, by the kind that its applications say they are of. */
const jobs = new Map<string, Tested>();

beforeAll(async () => {
  program = Program.bundle();
  cluster = await Cluster.start();
  api = await new ChaosProxy(cluster.url).start();
  program.kubeconfig(api.url, TOKEN);
  cluster.job = (done) => jobs.get(done.metadata.annotations?.[ISOLATION_ANNOTATION] ?? 'lakefs')!.job(done);
  cluster.operate();
});
afterEach(() => {
  api.trouble = () => undefined;
});
afterAll(() => Promise.all([cluster.stop(), api.stop()]));

const nameOf = (id: string): string => `kronodroid-iceberg-${id}`;

/** The same numbers for the same seed. */
function random(): number {
  state = (state * 1103515245 + 12345) % 2147483648;
  return (state >> 8) / 2 ** 23;
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
  lost: number;
  wrongOutcomes: string[];
}

const none = (): Count => ({ runs: 0, duplicates: 0, lost: 0, wrongOutcomes: [] });
const clean = (runs: number): Count => ({ ...none(), runs });

/** Runners of jobs of one isolation, and what becomes of their runs. */
class Runners {
  private readonly templates: string[] = [];

  public constructor(
    private readonly tested: Tested,
    private readonly serverUrl: string,
  ) {}

  public run(id: string, lane = 0): string[] {
    return ['run', '--template', this.template(lane), '--run-id', id];
  }

  public promote(id: string, lane = 0): string[] {
    return ['promote', ...this.existing(id, lane), '--target', 'main', '--delete-branch'];
  }

  public cleanup(id: string, lane = 0): string[] {
    return ['cleanup', ...this.existing(id, lane)];
  }

  public start(args: readonly string[]): ChildProcess {
    const env = { ...this.tested.env(this.serverUrl), KUBECONFIG: join(program.folder, 'kubeconfig') };
    return program.start(args, env);
  }

  public async end(args: readonly string[]): Promise<Ended> {
    const end = await ended(this.start(args));
    outputs.push(end.stdout, end.stderr);
    return end;
  }

  public async kill(args: readonly string[]): Promise<void> {
    const child = this.start(args);
    const gone = ended(child);
    await Promise.race([delay(random() * LONGEST_LIFE), gone]);
    child.kill('SIGKILL');
    const { stdout, stderr } = await gone;
    outputs.push(stdout, stderr);
  }

  /** What became of a run after whatever happened to its runners. */
  public async settle(count: Count, id: string, end: Ended): Promise<void> {
    const name = nameOf(id);
    count.runs++;
    if (cluster.seen.get(name)?.size !== 1) count.duplicates++;
    if (end.code !== 0 || end.result.outcome !== 'completed') {
      count.wrongOutcomes.push(`${id}: ${end.stdout}`);
    }
    this.count(count, await this.tested.written(name, end.result.branch as string | undefined));
  }

  /** What became of a promotion: exactly one, and the data on main. */
  public async settlePromotion(count: Count, id: string, end: Ended): Promise<void> {
    const name = nameOf(id);
    if (end.code !== 0) count.wrongOutcomes.push(`${id}: ${end.stdout}`);
    this.count(count, await this.tested.promoted(name));
    const left = await this.tested.left(name);
    if (left.length > 0) count.wrongOutcomes.push(`still there: ${left.join(', ')}`);
  }

  /** The count, which is also told. */
  public told(count: Count, what: string): Count {
    process.stdout.write(`seed ${SEED}: ${this.tested.kind}: ${what}: ${JSON.stringify(count)}\n`);
    return count;
  }

  private count(count: Count, times: number): void {
    if (times < 1) count.lost++;
    if (times > 1) count.duplicates++;
  }

  private existing(id: string, lane: number): string[] {
    return [
      ...['--job', 'kronodroid-iceberg', '--namespace', cluster.namespace, '--run-id', id],
      ...this.tested.existing(lane),
    ];
  }

  private template(lane: number): string {
    return (this.templates[lane] ??= (() => {
      const { metadata, ...rest } = this.tested.released(lane);
      const { name, data } = release(
        { ...rest, metadata: { ...metadata, namespace: cluster.namespace } },
        { ...CONTRACT, 'x-isolation': this.tested.kind },
      );
      const released = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
      return program.write(`${this.tested.kind}-${lane}.yaml`, stringify(released));
    })());
  }
}

const ISOLATIONS: Readonly<Record<IsolationKind, () => Promise<Tested | undefined>>> = {
  lakefs: testedLakeFs,
  none: testedNone,
  nessie: testedNessie,
  iceberg: testedIceberg,
};

describe.each(Object.keys(ISOLATIONS) as IsolationKind[])(`runs on %s (seed ${SEED})`, (kind) => {
  let tested: Tested | undefined;
  let proxy: ChaosProxy | undefined;
  let runners: Runners;

  beforeAll(async () => {
    tested = await ISOLATIONS[kind]();
    if (tested === undefined) return;
    secrets.push(...tested.secrets);
    jobs.set(kind, tested);
    proxy = tested.url === undefined ? undefined : await new ChaosProxy(tested.url).start();
    runners = new Runners(tested, proxy?.url ?? '');
  }, 300_000);
  afterEach(() => {
    if (proxy) proxy.trouble = () => undefined;
  });
  afterAll(() => Promise.all([tested?.stop(), proxy?.stop()]));

  /** One run after the other, each promoted if it can be. */
  async function flow(count: Count, id: string, lane: number, kills: boolean): Promise<void> {
    const steps = [
      { args: runners.run(id, lane), settle: runners.settle.bind(runners) },
      ...(kind === 'none'
        ? []
        : [{ args: runners.promote(id, lane), settle: runners.settlePromotion.bind(runners) }]),
    ];
    for (const { args, settle } of steps) {
      if (kills) await runners.kill(args);
      await settle(count, id, await runners.end(args));
    }
  }

  it(
    `is killed ${KILLS} times at random moments and started again`,
    async () => {
      if (tested === undefined) return;
      const count = none();
      const runs = kind === 'none' ? KILLS : KILLS / 2;
      const ids = Array.from({ length: runs }, (_, index) => `${kind}-kill-${index}`);
      const lane = async (number: number): Promise<void> => {
        for (const id of ids.filter((_, index) => index % 2 === number)) await flow(count, id, number, true);
      };
      await Promise.all([lane(0), lane(1)]);
      expect(runners.told(count, `${KILLS} kills`)).toEqual(clean(runs));
    },
    Math.max(900_000, KILLS * 20_000),
  );

  it('is started four times at once', async () => {
    if (tested === undefined) return;
    const count = none();
    const ids = [1, 2].map((number) => `${kind}-twin-${number}`);
    for (const id of ids) {
      const ends = await Promise.all(Array.from({ length: 4 }, () => runners.end(runners.run(id))));
      for (const end of ends) await runners.settle(count, id, end);
      if (kind === 'none') continue;
      const args = runners.promote(id);
      for (const end of await Promise.all([runners.end(args), runners.end(args)])) {
        await runners.settlePromotion(count, id, end);
      }
    }
    expect(runners.told(count, 'four at once')).toEqual(clean(8));
  }, 300_000);

  it(
    'has a server that answers 500 and 429, is slow, and loses calls and answers',
    async () => {
      if (tested === undefined || proxy === undefined) return;
      const server = proxy;
      const troubles: Trouble[] = [{ status: 500 }, { status: 429 }, 'lost', 'unheard', { delayMs: 1000 }];
      server.trouble = () => (random() < 0.4 ? troubles[Math.floor(random() * troubles.length)] : undefined);
      const before = server.troubles;
      const count = none();
      while (count.runs < 4 || server.troubles - before < TROUBLES) {
        await flow(count, `${kind}-trouble-${count.runs}`, 0, false);
      }
      expect(runners.told(count, `${server.troubles - before} troubles of its server`)).toEqual(
        clean(count.runs),
      );
    },
    Math.max(600_000, TROUBLES * 10_000),
  );

  it('leaves nothing of a run that is cleaned up, killed or not', async () => {
    if (tested === undefined) return;
    const id = `${kind}-dropped`;
    await runners.end(runners.run(id));
    await runners.kill(runners.cleanup(id));
    expect(await runners.end(runners.cleanup(id))).toMatchObject({ code: 0, result: { outcome: 'cleaned' } });
    expect(await tested.left(nameOf(id))).toEqual([]);
    if (kind !== 'none') expect(await tested.promoted(nameOf(id))).toBe(0);
  }, 60_000);
});

describe(`a runner (seed ${SEED})`, () => {
  let runners: Runners;
  let tested: Tested;

  beforeAll(async () => {
    tested = await testedLakeFs();
    secrets.push(...tested.secrets);
    jobs.set('lakefs', tested);
    runners = new Runners(tested, tested.url!);
  });
  afterAll(() => tested.stop());

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
        await runners.settle(count, id, await runners.end(runners.run(id)));
      }
      expect(runners.told(count, `${api.troubles - before} troubles of the API server`)).toEqual(
        clean(count.runs),
      );
    },
    Math.max(600_000, TROUBLES * 10_000),
  );

  it('whose API server is gone for a minute', async () => {
    const count = none();
    cluster.stuck.add(nameOf('away'));
    const child = runners.start(runners.run('away'));
    const end = ended(child);
    await Promise.race([says(child, 'RUNNING'), end]);
    await api.stop();
    cluster.stuck.clear();
    await delay(60_000);
    await api.start();
    await runners.settle(count, 'away', await end);
    expect(runners.told(count, 'away for a minute')).toEqual(clean(1));
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
        const child = runners.start(runners.run(id));
        const end = ended(child);
        await Promise.race([says(child, moment), end]);
        process.kill(Number(pid), 'SIGSTOP');
        await delay(20_000).finally(() => process.kill(Number(pid), 'SIGCONT'));
        await runners.settle(count, id, await end);
      }
      expect(runners.told(count, 'frozen')).toEqual(clean(2));
    },
    300_000,
  );

  it('shows no secret in all of this', () => {
    expect(outputs.length).toBeGreaterThan(100);
    for (const secret of secrets) expect(outputs.join('\n')).not.toContain(secret);
  });
});
