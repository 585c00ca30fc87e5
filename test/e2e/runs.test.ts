import { join } from 'node:path';
import { Size } from 'cdk8s';
import { AccessKeys, type KronodroidPlatformProps, S3Store, SparkRuntime } from '../../lib';
import { OUTCOMES } from '../../runner/src/outcome';
import { ended, Program, type Ended } from '../../runner/test/program';
import { Manifests } from '../cluster/support/manifests';
import { kubectl, kubectlFeed } from '../cluster/support/shell';
import { runs } from './clusters';
import { small } from './clusters/small';
import { expectations } from './support/expected';
import { Journal } from './support/journal';
import { throughLakeFs } from './support/lakefs';
import { leaks, Proof, SECRETS } from './support/proof';
import { readTables } from './support/reader';

const JOB = ['--job', 'kronodroid-iceberg', '--repository', 'kronodroid'];
const QUICK = ['--set', 'executorInstances=1'];
const ROWS = 'SELECT count(*) FROM lakefs.stg_kronodroid.stg_kronodroid__combined';

interface Failure {
  /** What is changed in the platform. */
  readonly props: KronodroidPlatformProps;
  /** What is changed in the cluster. */
  readonly before?: (namespace: string) => unknown;
  /** The known cause that has to be named, and in which words. */
  readonly id: string;
  readonly cause: string;
}

const FAILURES: Record<string, Failure> = {
  'wrong-secret': {
    props: {
      minio: new S3Store({
        endpoint: 'http://minio:9000',
        keys: AccessKeys.fromSecret('wrong-credentials'),
        envPrefix: 'MINIO',
      }),
    },
    before: (namespace) => kubectlFeed([secret('wrong-credentials', namespace)], 'apply'),
    id: 's3-secret-key-wrong',
    cause: 'the secret key for bucket dlt-data is wrong',
  },
  'missing-bucket': {
    props: { job: { rawBucket: 'absent' } },
    id: 'bucket-missing',
    cause: 'the bucket or lakeFS repository absent does not exist',
  },
  'too-much-memory': {
    props: { job: { driver: { ...small, memory: Size.gibibytes(900) } } },
    id: 'not-enough-resources',
    cause: 'no node has enough memory left for the driver, so it waits',
  },
  'bad-image': {
    props: { job: { runtime: SparkRuntime.of('3.5.8', { image: 'kronodroid-job:absent', bakedIn: true }) } },
    id: 'image-not-pulled',
    cause: 'kronodroid-job:absent',
  },
  'no-rights': {
    props: {},
    before: (namespace) => kubectl('-n', namespace, 'delete', 'rolebinding', 'spark'),
    id: 'driver-lacks-rights',
    cause: 'the account system:serviceaccount:e2e-runs:spark may not get pods',
  },
};

describe('runs', () => {
  const journal = new Journal('runs');
  const manifests = Manifests.synth(runs);
  const proof = new Proof('runs', manifests, journal);
  const { namespace } = proof;
  const release = manifests.objects('apply').find(({ kind }) => kind === 'ConfigMap').metadata.name as string;
  const outputs: string[] = [];
  let program: Program;

  beforeAll(async () => {
    program = await journal.step('runner bundled', () => Program.bundle(), true);
    await proof.attempt(() => proof.prepare());
  });

  afterAll(() => proof.end());

  /** The runner on this machine. */
  async function runner(command: string, ...args: string[]): Promise<Ended> {
    return throughLakeFs(namespace, async (url) => {
      const { 'access-key': key, 'secret-key': secret } = SECRETS['lakefs-credentials']!;
      const child = program.start([command, ...args, '--namespace', namespace], {
        KUBECONFIG: process.env.KUBECONFIG!,
        LAKEFS_ENDPOINT_URL: url,
        LAKEFS_ACCESS_KEY_ID: key!,
        LAKEFS_SECRET_ACCESS_KEY: secret!,
      });
      const end = await ended(child);
      outputs.push(end.stdout, end.stderr);
      return end;
    });
  }

  const rows = (...queries: string[]): Promise<unknown[][][]> =>
    readTables(manifests.application.spec, namespace, queries);

  test('a run is promoted, a second one conflicts, a third one comes from the cluster', () =>
    proof.attempt(async () => {
      const start = (runId: string, limit: number): Promise<Ended> =>
        runner(
          'run',
          ...['--template-config-map', release, '--run-id', runId],
          ...QUICK,
          ...testLimit(limit),
        );
      const promote = (runId: string): Promise<Ended> =>
        runner('promote', ...JOB, '--run-id', runId, '--delete-branch');

      // Both runs start from the same main.
      await runner('branch', '--template-config-map', release, '--run-id', 'second');
      const first = await journal.step('first run COMPLETED', () => start('first', 100));
      expect(first).toMatchObject({ code: 0, result: { outcome: 'completed' } });
      const promoted = await journal.step('promoted, branch deleted', () => promote('first'));
      expect(promoted).toMatchObject({ code: 0, result: { outcome: 'promoted' } });

      const second = await journal.step('second run COMPLETED', () => start('second', 50));
      expect(second).toMatchObject({ code: 0, result: { outcome: 'completed' } });
      const conflict = await journal.step('its promotion conflicts', () => promote('second'));
      expect(conflict).toMatchObject({ code: OUTCOMES.conflict.exit, result: { outcome: 'conflict' } });
      expect(conflict.result.message).toContain('run the job again under a new run id');

      // The branch of the first run is gone, and the second has changed nothing.
      expect(await journal.step('main read back', () => rows(ROWS))).toEqual([[[200]]]);

      await journal.step('third run, promoted, by a pod of the CronJob', () => {
        kubectl('-n', namespace, 'create', 'job', 'third', '--from=cronjob/nightly');
        kubectl('-n', namespace, 'wait', '--for=condition=complete', 'job/third', '--timeout=300s');
      });
      const log = kubectl('-n', namespace, 'logs', 'job/third', '--all-containers');
      outputs.push(log);
      expect(log).toContain('"outcome":"promoted"');
      const expected = expectations('lakefs');
      const found = await journal.step('main read back', () => rows(...Object.keys(expected)));
      expect(found).toEqual(Object.values(expected));
      expect(leaks(proof.publicText(first.result.application as string))).toEqual([]);
    }));

  test('failures on purpose are explained', () =>
    proof.attempt(async () => {
      for (const [runId, { props, before, id, cause }] of Object.entries(FAILURES)) {
        before?.(namespace);
        const { folder } = Manifests.synth((app) => {
          runs(app, props);
        });
        const template = join(folder, 'apply/run-template.yaml');
        const limits = ['--start-timeout', '60', '--timeout', '240'];
        const end = await journal.step(`${runId} explained`, () =>
          runner(
            'run',
            ...['--template', template, '--run-id', runId],
            ...QUICK,
            ...testLimit(50),
            ...limits,
          ),
        );
        // An application that waits for ever is stopped, after it was looked at; one that failed is still there.
        const { outcome, application } = end.result;
        const { result } = outcome === 'failed' ? await runner('doctor', application) : end;
        expect({ runId, outcome, findings: result.findings }).toMatchObject({
          outcome: expect.stringMatching(/^(failed|timed-out)$/),
          findings: [{ id, cause: expect.stringContaining(cause), fix: expect.stringMatching(/./) }],
        });
        expect(await runner('cleanup', ...JOB, '--run-id', runId)).toMatchObject({ code: 0 });
      }
    }));

  test('no output of the runner holds a secret', () => {
    expect(outputs.length).toBeGreaterThan(20);
    expect(leaks({ outputs: outputs.join('\n') })).toEqual([]);
  });
});

function testLimit(rows: number): string[] {
  return ['--set', `testLimit=${rows}`];
}

function secret(name: string, namespace: string): object {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData: SECRETS[name] };
}
