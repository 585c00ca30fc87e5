import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { KronodroidPlatform } from '../../lib';
import { ended, Program, type Ended } from '../../runner/test/program';
import { Manifests } from '../cluster/support/manifests';
import { kubectlJson } from '../cluster/support/shell';
import { backfill } from './clusters';
import { Journal } from './support/journal';
import { LakeFsApi, throughLakeFs } from './support/lakefs';
import { leaks, Proof, SECRETS } from './support/proof';

const RUNS = Array.from({ length: 30 }, (_, index) => `d${String(index + 1).padStart(2, '0')}`);
const PARALLEL = 4;
const APPLICATIONS = RUNS.map((id) => `kronodroid-iceberg-${id}`);

/** When the runner is killed: at the first such step of any run after so many are done. */
const KILLS = [
  { step: 'submitted', done: 4 },
  { step: 'promoted', done: 12 },
  { step: 'branch', done: 20 },
] as const;

const journal = new Journal('backfill');

test('30 runs, 4 at a time, by a runner that is killed three times: each once, promoted once and in order', async () => {
  const manifests = Manifests.synth((app) => new KronodroidPlatform(app, 'platform', backfill));
  const proof = new Proof('backfill', manifests, journal);
  const { namespace } = proof;
  const keys = SECRETS['lakefs-credentials']!;
  const lakefs = new LakeFsApi(namespace, keys);
  const release = manifests.objects('apply').find(({ kind }) => kind === 'ConfigMap').metadata.name as string;
  const program = await journal.step('runner bundled', () => Program.bundle(), true);
  const done = join(program.folder, 'done.jsonl');
  const list = program.write('runs', RUNS.join('\n'));
  const remembered = (): string[] => (existsSync(done) ? readFileSync(done, 'utf8').trim().split('\n') : []);

  /** The same command each time, until it ends or is killed. */
  const start = (kill?: (typeof KILLS)[number]): Promise<Ended> =>
    throughLakeFs(namespace, (url) => {
      const child = program.start(
        [
          ...['backfill', '--template-config-map', release, '--namespace', namespace, '--run-ids-file', list],
          ...['--parallel', String(PARALLEL), '--promote', '--delete-branch', '--journal', done],
          ...['--events', '-'],
        ],
        {
          KUBECONFIG: process.env.KUBECONFIG!,
          LAKEFS_ENDPOINT_URL: url,
          LAKEFS_ACCESS_KEY_ID: keys['access-key']!,
          LAKEFS_SECRET_ACCESS_KEY: keys['secret-key']!,
        },
      );
      if (kill) {
        createInterface(child.stderr!).on('line', (line) => {
          if (line.includes(`"event":"${kill.step}"`) && remembered().length >= kill.done)
            child.kill('SIGKILL');
        });
      }
      return ended(child);
    });

  await proof.carryOut(async () => {
    await proof.prepare();
    const outputs: string[] = [];
    for (const kill of KILLS) {
      const { code, stdout, stderr } = await journal.step(
        `killed when ${kill.step}, after ${kill.done} runs`,
        () => start(kill),
      );
      outputs.push(stdout, stderr);
      expect({ code, stdout }).toEqual({ code: null, stdout: '' });
      expect(remembered().length).toBeLessThan(RUNS.length);
    }
    const end = await journal.step('the rest', () => start());
    outputs.push(end.stdout, end.stderr);
    expect(end).toMatchObject({
      code: 0,
      result: { outcome: 'backfilled', counts: { runs: 30, good: 30, bad: 0 } },
    });
    // What all of them had done is known to the next.
    expect(await journal.step('once more, with nothing to do', () => start())).toMatchObject({ code: 0 });

    const { items } = kubectlJson('-n', namespace, 'get', 'sparkapplications');
    expect(items.map(({ metadata }: any) => metadata.name).sort()).toEqual(APPLICATIONS);
    expect(new Set(items.map(({ status }: any) => status.submissionAttempts))).toEqual(new Set([1]));
    expect(mostAtOnce(items)).toBe(PARALLEL);
    expect(await lakefs.promotions()).toEqual(APPLICATIONS);
    const written = await lakefs.objects('written/');
    expect(written.map((path) => path.split('/')[1])).toEqual(APPLICATIONS);
    expect(await lakefs.branches()).toEqual(['main']);
    expect(leaks({ outputs: outputs.join('\n') })).toEqual([]);
  });
}, 1_800_000);

/** How many applications there were at any moment that had not ended. */
function mostAtOnce(items: readonly any[]): number {
  const lives = items.map(({ metadata, status }) =>
    [metadata.creationTimestamp, status.terminationTime].map(Date.parse),
  );
  return Math.max(...lives.map(([at]) => lives.filter(([from, to]) => from! <= at! && at! < to!).length));
}
