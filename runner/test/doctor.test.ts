import { setTimeout as delay } from 'node:timers/promises';
import { KNOWN_CAUSES, LAST_RESORTS } from '../src/doctor/causes';
import { diagnose, inWords, judge, type Diagnosis } from '../src/doctor/doctor';
import { gather } from '../src/doctor/evidence';
import { Kubernetes, type Event, type Pod } from '../src/kubernetes';
import { FakeKubernetes } from './fake/kubernetes';
import { application, pace } from './fixtures';

const NAME = 'kronodroid-iceberg-r1';
const EXIT_1 = 'driver container failed with ExitCode: 1, Reason: Error';
let server: FakeKubernetes;

beforeEach(async () => {
  server = await new FakeKubernetes().start();
});
afterEach(() => server.stop());

/** What a cluster shows of an application. */
interface Scene {
  readonly state: string;
  readonly message?: string;
  /** Seconds since it was made. */
  readonly age?: number;
  readonly log?: readonly string[];
  /** Seconds since the last line of the log. */
  readonly silentFor?: number;
  readonly pods?: readonly Pod[];
  readonly events?: readonly Event[];
}

async function examine(scene: Scene, patience = 200): Promise<Diagnosis> {
  const before = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
  server.put({
    ...application(),
    metadata: { name: NAME, namespace: 'data', creationTimestamp: before(scene.age ?? 20) },
    status: {
      applicationState: { state: scene.state, ...(scene.message && { errorMessage: scene.message }) },
      driverInfo: { podName: `${NAME}-driver` },
    },
  });
  if (scene.log) {
    const at = before(scene.silentFor ?? 1);
    server.logs.set(`${NAME}-driver`, scene.log.map((line) => `${at} ${line}\n`).join(''));
  }
  server.pods = [...(scene.pods ?? [])];
  server.events = [...(scene.events ?? [])];
  return diagnose(
    new Kubernetes(server.connection(), 'data', pace({ patienceMs: patience, callMs: 5 * patience })),
    server.applications.get(NAME)!,
  );
}

function pod(role: 'driver' | 'executor', status: Pod['status']): Pod {
  const name = role === 'driver' ? `${NAME}-driver` : `${NAME}-abc-exec-1`;
  return { metadata: { name, labels: { 'spark-role': role } }, ...(status && { status }) };
}

const event = (object: string, reason: string, message: string): Event => ({
  involvedObject: { name: object },
  type: 'Warning',
  reason,
  message,
});

function unschedulable(role: 'driver' | 'executor', message: string): Pod {
  return pod(role, {
    phase: 'Pending',
    conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }],
  });
}

function waiting(role: 'driver' | 'executor', reason: string, message: string): Pod {
  return pod(role, {
    phase: 'Pending',
    containerStatuses: [{ name: 'c', state: { waiting: { reason, message } } }],
  });
}

function failed(...log: string[]): Scene {
  return { state: 'FAILED', message: EXIT_1, log };
}

const STARVED = [
  'failed to submit spark application: failed to run spark-submit: 26/11/23 05:11:12 ERROR Client: Please check ' +
    '"kubectl auth can-i create pod" first. It should be yes.',
  'Caused by: java.io.IOException: The timeout of 10000 ms has been exceeded when getting a connection to 10.96.0.1:443',
].join('\n');

const NO_RESOURCES = 'Initial job has not accepted any resources; check your cluster UI';

/** Each failure as it looks on a real cluster, the cause that doctor names, and a word that must be in it. */
const FAILURES: Record<string, [Scene, string, string]> = {
  'driver memory too large': [
    {
      state: 'SUBMITTED',
      pods: [unschedulable('driver', '0/1 nodes are available: 1 Insufficient memory.')],
    },
    'not-enough-resources',
    'no node has enough memory left for the driver',
  ],
  'executor memory too large': [
    {
      state: 'RUNNING',
      log: [NO_RESOURCES],
      events: [
        {
          involvedObject: { name: `${NAME}-abc-exec-1` },
          type: 'Warning',
          reason: 'FailedScheduling',
          message: '0/1 nodes are available: 1 Insufficient memory. preemption: 0/1 nodes are available',
        },
      ],
      pods: [pod('executor', { phase: 'Pending' })],
    },
    'not-enough-resources',
    'enough memory left for the executor',
  ],
  'executor CPU too large': [
    {
      state: 'RUNNING',
      log: [NO_RESOURCES],
      pods: [unschedulable('executor', '0/1 nodes are available: 1 Insufficient cpu. preemption: none')],
    },
    'not-enough-resources',
    'enough cpu left for the executor',
  ],
  'driver image missing': [
    {
      state: 'SUBMITTED',
      pods: [waiting('driver', 'ErrImagePull', 'failed to pull image "nope/spark:9": not found')],
    },
    'image-not-pulled',
    'image of the driver cannot be pulled: nope/spark:9',
  ],
  'executor image missing': [
    {
      state: 'RUNNING',
      pods: [waiting('executor', 'ImagePullBackOff', 'Back-off pulling image "nope/spark:9"')],
    },
    'image-not-pulled',
    'image of the executor cannot be pulled: nope/spark:9',
  ],
  'Secret missing': [
    {
      state: 'SUBMITTED',
      pods: [waiting('driver', 'CreateContainerConfigError', 'secret "absent" not found')],
    },
    'secret-missing',
    'Secret absent',
  ],
  'Secret without the key': [
    {
      state: 'SUBMITTED',
      pods: [
        waiting(
          'driver',
          'CreateContainerConfigError',
          "couldn't find key secretkey in Secret default/minio-credentials",
        ),
      ],
    },
    'secret-key-missing',
    'Secret default/minio-credentials has no key secretkey',
  ],
  'account without Role': [
    failed(
      'org.apache.spark.SparkException: External scheduler cannot be instantiated',
      `Caused by: io.fabric8.kubernetes.client.KubernetesClientException: Failure executing: GET. Message: pods "${NAME}-driver" is forbidden: User "system:serviceaccount:data:bare" cannot get resource "pods" in API group "" in the namespace "data".`,
    ),
    'driver-lacks-rights',
    'system:serviceaccount:data:bare may not get pods',
  ],
  'account without token': [
    failed(
      'org.apache.spark.SparkException: External scheduler cannot be instantiated',
      'Caused by: sun.security.validator.ValidatorException: PKIX path building failed: unable to find valid certification path to requested target',
    ),
    'driver-without-token',
    'no token',
  ],
  'wrong MinIO secret key': [
    failed(
      'WARN FileSystem: com.amazonaws.services.s3.model.AmazonS3Exception: The request signature we calculated does not match (Status Code: 403; Error Code: SignatureDoesNotMatch)',
      'java.nio.file.AccessDeniedException: s3a://dlt-data/kronodroid_raw: getFileStatus on s3a://dlt-data/kronodroid_raw: 403 Forbidden',
    ),
    's3-secret-key-wrong',
    'secret key for bucket dlt-data is wrong',
  ],
  'unknown MinIO access key id': [
    failed(
      'WARN FileSystem: The Access Key Id you provided does not exist in our records. (Status Code: 403; Error Code: InvalidAccessKeyId)',
      'java.nio.file.AccessDeniedException: s3a://dlt-data/kronodroid_raw: getFileStatus: 403 Forbidden',
    ),
    's3-access-key-unknown',
    'bucket dlt-data does not know the access key id',
  ],
  'wrong lakeFS secret key': [
    failed(
      'java.nio.file.AccessDeniedException: s3a://kronodroid/main/iceberg/stg: getFileStatus: 403 Forbidden',
    ),
    'access-denied',
    'bucket kronodroid refuses the credentials',
  ],
  'executors without credentials': [
    failed(
      'WARN TaskSetManager: Lost task 0.0 in stage 1.0 (TID 1): java.nio.file.AccessDeniedException: s3a://dlt-data/kronodroid_raw/emulator/part-0.parquet: 403 Forbidden',
    ),
    'executors-without-credentials',
    'the executors may not read or write bucket dlt-data',
  ],
  'repository missing': [
    failed(
      'org.apache.hadoop.fs.s3a.UnknownStoreException: `s3a://absent/main/iceberg`: The specified bucket does not exist (Status Code: 404; Error Code: NoSuchBucket)',
    ),
    'bucket-missing',
    'repository absent does not exist',
  ],
  'branch missing': [
    failed(
      'org.apache.hadoop.fs.s3a.AWSBadRequestException: getFileStatus on s3a://kronodroid/nobranch/iceberg: Bad Request (Status Code: 400; Error Code: 400 BadRequest)',
    ),
    'branch-missing',
    'lakeFS refuses kronodroid/nobranch',
  ],
  'raw path missing': [
    failed(
      'pyspark.errors.exceptions.captured.AnalysisException: [PATH_NOT_FOUND] Path does not exist: s3a://dlt-data/kronodroid_raw/absent.',
    ),
    'path-missing',
    'nothing at s3a://dlt-data/kronodroid_raw/absent',
  ],
  'wrong port, while it is silent': [
    { state: 'RUNNING', log: ['INFO SparkContext: Running Spark'], silentFor: 300, age: 400 },
    'driver-silent',
    'logged nothing for 30',
  ],
  'wrong port, in the end': [
    failed(
      'Caused by: org.apache.http.conn.HttpHostConnectException: Connect to lakefs:8001 [lakefs/10.96.1.2] failed: Connection refused (Connection refused)',
    ),
    'connection-refused',
    'nobody listens at lakefs:8001',
  ],
  'unknown host': [
    failed('Caused by: java.net.UnknownHostException: lakefs-absent: Name or service not known'),
    'unknown-host',
    'the host lakefs-absent is not known',
  ],
  'Python worker out of memory': [
    {
      ...failed(
        'org.apache.spark.SparkException: Job aborted: Task 0 in stage 0.0 failed 4 times, most recent failure: org.apache.spark.SparkException: Python worker exited unexpectedly (crashed)',
      ),
      pods: [pod('executor', { phase: 'Succeeded' })],
    },
    'python-worker-died',
    'a Python worker of an executor was killed',
  ],
  'driver out of memory': [
    { state: 'FAILED', message: 'driver container failed with ExitCode: 137, Reason: OOMKilled' },
    'out-of-memory',
    'the driver used more memory',
  ],
  'sys.exit(3)': [
    { state: 'FAILED', message: 'driver container failed with ExitCode: 3, Reason: Error' },
    'job-exit-code',
    'the driver ended with exit code 3',
  ],
  'many submissions at once': [
    { state: 'FAILED', message: STARVED },
    'submissions-starve-each-other',
    'no matter of rights',
  ],
  // Of the troubleshooting list, and of the known misconfigurations
  'Ivy without a home': [
    failed(
      'Exception in thread "main" java.io.FileNotFoundException: /nonexistent/.ivy2.5.2/cache/resolved.xml',
    ),
    'ivy-not-writable',
    'cannot be written',
  ],
  'read-only root without /tmp': [
    failed('java.io.IOException: Failed to create a temp directory (under /tmp) after 10 attempts!'),
    'read-only-root',
    'root of the containers is read-only',
  ],
  'read-only root of the executors': [
    failed(
      'Lost task 0.0: java.lang.UnsatisfiedLinkError: no snappyjava in java.library.path: /usr/java/packages/lib',
      'java.lang.NoClassDefFoundError: Could not initialize class org.xerial.snappy.Snappy',
    ),
    'read-only-root',
    'root of the containers is read-only',
  ],
  'catalog of the documentation': [
    failed(
      'org.apache.iceberg.exceptions.RESTException: Unable to process: {"message":"invalid API endpoint"}',
    ),
    'catalog-not-served',
    'open-source lakeFS has none',
  ],
  'variable not set': [
    failed(
      'java.lang.IllegalArgumentException: java.net.URISyntaxException: Illegal character in authority at index 7: http://${env.MINIO_ENDPOINT_URL}',
    ),
    'variable-not-set',
    'the variable MINIO_ENDPOINT_URL is not set',
  ],
  'table of a deleted branch': [
    failed(
      'org.apache.iceberg.exceptions.NotFoundException: Failed to open input stream for file: s3a://kronodroid/run-1/iceberg/dba/t/metadata/snap-1.avro',
    ),
    'table-file-missing',
    'a table points to s3a://kronodroid/run-1/iceberg/dba/t/metadata/snap-1.avro',
  ],
  'mount missing': [
    failed(
      'org.apache.iceberg.exceptions.RuntimeIOException: Failed to get file system for path: viewfs://lake/iceberg',
    ),
    'mount-missing',
    'does not mount the branch',
  ],
  'memory in the wrong unit': [
    {
      state: 'FAILED',
      message: 'org.apache.spark.SparkException: Executor memory must be a positive number',
    },
    'memory-unit',
    'a unit that Spark does not read',
  ],
  'S3A jars missing': [
    failed('java.lang.ClassNotFoundException: Class org.apache.hadoop.fs.s3a.S3AFileSystem not found'),
    's3a-jars-missing',
    'S3A is not in the image',
  ],
  'namespace not watched': [{ state: '', age: 100 }, 'operator-does-not-see-it', 'no operator has touched'],
  suspended: [{ state: 'SUSPENDED' }, 'suspended', 'the application is suspended'],
  'quota exceeded': [
    {
      state: 'FAILED',
      message: 'pods "x" is forbidden: exceeded quota: team-a, requested: requests.memory=2Gi',
    },
    'quota-exceeded',
    'the quota team-a',
  ],
  'Pod Security': [
    failed(
      'Message: pods "x-exec-1" is forbidden: violates PodSecurity "restricted:latest": hostPath volumes',
    ),
    'pod-security',
    'restricted:latest',
  ],
  'job not configured': [
    failed('the job is not configured:', '- environment variable LAKEFS_REPOSITORY is missing or empty'),
    'job-not-configured',
    'before it began',
  ],
  'an error of the job itself': [
    failed('Traceback (most recent call last):', 'ValueError: column "apk" is not there'),
    'job-raised',
    'the job ended with ValueError: column "apk" is not there',
  ],
};

describe('doctor names the cause of', () => {
  it.each(Object.entries(FAILURES))('%s', async (_, [scene, id, word]) => {
    const { findings } = await examine(scene);
    expect(findings.map((finding) => finding.id)).toEqual([id]);
    expect(findings[0]?.cause).toContain(word);
    expect(findings[0]?.fix).not.toBe('');
    expect(`${findings[0]?.cause ?? ''}${findings[0]?.fix ?? ''}`).not.toMatch(/[{}]/);
  });
});

describe('doctor does not take for a failure', () => {
  it.each([
    ['spark-conf-volume-driver', 'spark-drv-6a8-conf-map'],
    ['pod-template-volume', `${NAME}-6a8-driver-podspec-conf-map`],
  ])('the ConfigMap of %s, which comes a second after the driver pod', async (volume, name) => {
    const late = event(
      `${NAME}-driver`,
      'FailedMount',
      `MountVolume.SetUp failed for volume "${volume}" : configmap "${name}" not found`,
    );
    const scene = { state: 'RUNNING', events: [late], pods: [pod('driver', { phase: 'Running' })] };
    expect((await examine(scene)).findings).toEqual([]);
  });

  it('executors that the driver deleted at its end', async () => {
    const scene: Scene = {
      state: 'FAILED',
      message: 'driver container failed with ExitCode: 3, Reason: Error',
      events: [
        event(
          `${NAME}-abc-exec-1`,
          'SparkExecutorFailed',
          'Executor failed with ExitCode: 143, Reason: Error',
        ),
      ],
      pods: [
        pod('executor', {
          phase: 'Failed',
          containerStatuses: [{ name: 'c', state: { terminated: { exitCode: 143, reason: 'Error' } } }],
        }),
      ],
    };
    expect((await examine(scene)).findings.map(({ cause }) => cause)).toEqual([
      expect.stringContaining('exit code 3'),
    ]);
  });

  it('warnings of every JVM', async () => {
    const log = [
      'WARNING: Using incubator modules: jdk.incubator.vector',
      'WARN NativeCodeLoader: Unable to load native-hadoop library',
      'WARN HadoopTableOperations: Error reading version hint file s3a://kronodroid/main/t/version-hint.text java.io.FileNotFoundException: 400',
    ];
    expect((await examine({ state: 'RUNNING', log })).findings).toEqual([]);
  });

  it('an executor that was killed and replaced, in an application that completed', async () => {
    const scene: Scene = {
      state: 'COMPLETED',
      pods: [
        pod('executor', {
          phase: 'Failed',
          containerStatuses: [{ name: 'c', state: { terminated: { exitCode: 137, reason: 'OOMKilled' } } }],
        }),
      ],
    };
    expect((await examine(scene)).findings).toEqual([]);
  });

  it('events of other applications', async () => {
    const other = event(
      'other-driver',
      'FailedScheduling',
      '0/1 nodes are available: 1 Insufficient memory.',
    );
    expect((await examine({ state: 'RUNNING', events: [other] })).findings).toEqual([]);
  });

  it('events that say that all is well', async () => {
    const late = event(
      `${NAME}-driver`,
      'FailedScheduling',
      '0/1 nodes are available: 1 Insufficient memory.',
    );
    const scene = (type: string): Scene => ({ state: 'SUBMITTED', events: [{ ...late, type }] });
    expect((await examine(scene('Warning'))).findings).toHaveLength(1);
    expect((await examine(scene('Normal'))).findings).toEqual([]);
  });

  it('an application that was made just now', async () => {
    expect((await examine({ state: '', age: 2 })).findings).toEqual([]);
  });
});

describe('doctor', () => {
  it('shows the newest sentence that says so', async () => {
    const events = ['1 Insufficient cpu', '1 Insufficient memory'].map((reason) =>
      event(`${NAME}-driver`, 'FailedScheduling', `0/1 nodes are available: ${reason}.`),
    );
    const { findings } = await examine({ state: 'SUBMITTED', events });
    expect(findings.map(({ evidence }) => evidence)).toEqual([
      'FailedScheduling: 0/1 nodes are available: 1 Insufficient memory.',
    ]);
  });

  it('reads the log of an executor that failed', async () => {
    server.logs.set(`${NAME}-abc-exec-1`, 'java.lang.OutOfMemoryError: Java heap space\n');
    const { findings } = await examine({ state: 'RUNNING', pods: [pod('executor', { phase: 'Failed' })] });
    expect(findings).toMatchObject([{ id: 'heap-exhausted', place: `log of ${NAME}-abc-exec-1` }]);
    expect(findings[0]?.cause).toContain('heap of the executor');
  });

  it('reads why a pod was evicted, or is not what it should be, and no more', async () => {
    const texts = async (status: Pod['status']): Promise<string[]> => {
      server.pods = [pod('driver', status)];
      const { facts } = await gather(new Kubernetes(server.connection(), 'data', pace()), {
        ...application(),
        metadata: { ...application().metadata, name: NAME },
      });
      return facts.flatMap(({ place, text }) => (place === 'pod' ? [text] : []));
    };
    const terminated = (exitCode: number, more: object = {}): object => ({
      terminated: { exitCode, ...more },
    });
    expect(await texts(undefined)).toEqual([]);
    expect(await texts({ reason: 'Evicted', message: 'The node was low' })).toEqual([
      'Evicted: The node was low',
    ]);
    expect(await texts({ reason: 'Evicted' })).toEqual(['Evicted: ']);
    const conditions = [
      { type: 'A', status: 'True', message: 'all well' },
      { type: 'B', status: 'False', reason: 'Why', message: 'because' },
      { type: 'C', status: 'False', message: 'so' },
      { type: 'D', status: 'False', reason: 'Silent' },
    ];
    expect(await texts({ conditions })).toEqual(['Why: because', ': so']);
    const containers = [
      { state: { waiting: { reason: 'ErrImagePull' } } },
      { state: { waiting: {} } },
      { state: terminated(0, { reason: 'Completed' }) },
      { state: terminated(137, { reason: 'OOMKilled', message: 'm' }), lastState: terminated(2) },
      {},
    ].map((container) => ({ name: 'spark', ...container })) as NonNullable<
      Pod['status']
    >['containerStatuses'];
    const told = ['ErrImagePull: ', 'exit code 137 OOMKilled: m', 'exit code 2 : '];
    expect(await texts({ containerStatuses: containers })).toEqual(told);
    expect(await texts({ initContainerStatuses: containers })).toEqual(told);
  });

  it.each([
    [80, []],
    [100, ['driver-silent']],
  ])('takes a driver that was silent for %d s for one that waits: %j', async (silentFor, expected) => {
    const { findings } = await examine({ state: 'RUNNING', log: ['INFO working'], silentFor });
    expect(findings.map(({ id }) => id)).toEqual(expected);
    const { findings: none } = await examine({ state: 'SUBMITTED', log: ['INFO working'], silentFor });
    expect(none).toEqual([]);
  });

  it('says in words what was found, and what could not be read', () => {
    const words = (state: string, findings: Diagnosis['findings'] = []): string =>
      inWords('etl', { state, findings, driverLog: [], unreadable: ['pods: no', 'events: no'] });
    const unread = '  not read: pods: no\n  not read: events: no';
    expect(words('COMPLETED')).toBe(`etl is COMPLETED: it completed\n${unread}`);
    expect(words('RUNNING')).toBe(`etl is RUNNING: nothing is known to be wrong with it\n${unread}`);
    const found = { id: 'x', cause: 'c', fix: 'f', evidence: 'e', place: 'log of d' };
    expect(words('FAILED', [found])).toBe(
      `etl is FAILED\n  cause: c\n  fix:   f\n  seen:  e (log of d)\n${unread}`,
    );
  });

  it('says what it may not read, and goes on with the rest', async () => {
    server.fault = ({ path }) =>
      path.endsWith('/events') ? { status: 403, body: { message: 'events is forbidden' } } : undefined;
    const diagnosis = await examine(FAILURES['Secret missing']![0]);
    expect(diagnosis.findings).toHaveLength(1);
    expect(diagnosis.unreadable).toEqual([expect.stringContaining('events is forbidden')]);
  });

  it('says what could not be read in time', async () => {
    server.fault = ({ path }) => (path.endsWith('/pods') ? { status: 500 } : undefined);
    expect((await examine({ state: 'RUNNING' })).unreadable).toEqual([
      expect.stringMatching(/^pods: GET .* answered 500/),
    ]);
  });

  it('hides secrets in the log of a job', async () => {
    const canary = 'canary-4711-value';
    const { driverLog, findings } = await examine(
      failed(
        `conf fs.s3a.secret.key=${canary}`,
        `{"password": "${canary}"}`,
        `Authorization: Bearer ${canary}`,
        `ValueError: LAKEFS_SECRET_ACCESS_KEY=${canary} is wrong`,
      ),
    );
    expect(driverLog).toHaveLength(4);
    expect(JSON.stringify([driverLog, findings])).not.toContain(canary);
  });

  it('names a resource by its whole name', async () => {
    const message = '0/1 nodes are available: 1 Insufficient nvidia.com/gpu. preemption: none';
    const { findings } = await examine({ state: 'SUBMITTED', pods: [unschedulable('driver', message)] });
    expect(findings[0]?.cause).toBe('no node has enough nvidia.com/gpu left for the driver, so it waits');
  });

  it('hides secrets wherever the cluster repeats them', async () => {
    const canary = 'canary-4711-value';
    const said = `--conf spark.hadoop.fs.s3a.secret.key=${canary} https://user:${canary}@host {"password": "a \\"${canary}"}`;
    const { findings, driverLog } = await examine({
      state: 'FAILED',
      message: `signal: killed ${said}`,
      log: [`ValueError: ${said}`],
      pods: [waiting('driver', 'ErrImagePull', said)],
      events: [
        {
          involvedObject: { name: NAME },
          type: 'Warning',
          reason: 'x',
          message: `secret "s" not found ${said}`,
        },
      ],
    });
    expect(findings.map(({ id }) => id)).toEqual([
      'image-not-pulled',
      'secret-missing',
      'submit-out-of-memory',
    ]);
    expect(JSON.stringify([findings, driverLog])).not.toContain(canary);
  });

  it('thinks about the beginning of a line, and about both ends of a message', async () => {
    const far = `${'x'.repeat(2001)} UNABLE_TO_INFER_SCHEMA`;
    expect((await examine(failed(far))).findings.map(({ id }) => id)).toEqual(['job-exit-code']);
    const near = `${'x'.repeat(1900)} UNABLE_TO_INFER_SCHEMA`;
    expect((await examine(failed(near))).findings.map(({ id }) => id)).toEqual(['no-tables-in-path']);
    const filler = Array.from({ length: 99 }, (_, index) => `line ${index}`);
    const message = (middle: string[]): string =>
      ['UNABLE_TO_INFER_SCHEMA', ...filler, ...middle, ...filler, 'signal: killed'].join('\n');
    const found = async (middle: string[]): Promise<string[]> =>
      (await examine({ state: 'FAILED', message: message(middle) })).findings.map(({ id }) => id);
    expect(await found(['Python worker exited unexpectedly'])).toEqual([
      'submit-out-of-memory',
      'no-tables-in-path',
    ]);
    expect(await found([])).toEqual(['submit-out-of-memory', 'no-tables-in-path']);
  });

  it('is done with hostile and with long ordinary logs, and hears a stop while it thinks', async () => {
    const jars = Array.from({ length: 150 }, (_, index) => `/root/.ivy2/jars/org.apache_part-${index}.jar`);
    const log = [
      jars.join(','),
      ...[...KNOWN_CAUSES, ...LAST_RESORTS].map(({ pattern }) =>
        pattern.source.replace(/\\[\w.]|[()?:|[\]{}+*^$]/g, ' ').repeat(200),
      ),
    ];
    const evidence = {
      application: { ...application(), status: { applicationState: { state: 'FAILED' } } },
      facts: Array.from({ length: 10 }, () => log)
        .flat()
        .map((text) => ({
          place: 'log' as const,
          object: 'd',
          role: 'driver' as const,
          text: text.slice(0, 2000),
        })),
      driverLog: log,
      unreadable: [],
    };
    expect((await judge(evidence)).state).toBe('FAILED');
    const stop = new AbortController();
    const thinking = judge(evidence, stop.signal);
    await delay(0);
    stop.abort(new Error('SIGTERM'));
    await expect(thinking).rejects.toThrow('SIGTERM');
  });

  it.each(
    [...KNOWN_CAUSES, ...LAST_RESORTS].map(
      ({ id, pattern, also, needs }) => [id, pattern, also, needs] as const,
    ),
  )('reads a line for %s once, however long it is', (_, ...patterns) => {
    for (const pattern of patterns) {
      if (pattern === undefined) continue;
      // Only counted repetitions: no part can give way to another for longer than its bound.
      expect(pattern.source.replace(/\\.|\[(?:\\.|[^\]])*\]/g, 'a')).not.toMatch(/[*+]|\{\d+,\}/);
      const words = pattern.source.match(/[\w.:/ "-]{3,}/g) ?? [];
      for (const word of [...words, words.join('x'), words.join(' ')]) {
        const begin = performance.now();
        pattern.test(word.repeat(Math.ceil(64_000 / word.length)));
        expect(performance.now() - begin).toBeLessThan(5000);
      }
    }
  });

  it('says that it did not look at all pods', async () => {
    const pods = Array.from({ length: 1001 }, () => pod('executor', { phase: 'Running' }));
    expect((await examine({ state: 'RUNNING', pods }, 4000)).unreadable).toEqual([
      'pods: only 1000 of them were looked at',
    ]);
  });

  it('knows each cause by a name of its own, with placeholders that its patterns fill', () => {
    const causes = [...KNOWN_CAUSES, ...LAST_RESORTS];
    expect(new Set(causes.map(({ id }) => id)).size).toBe(causes.length);
    for (const { cause, fix, pattern, also } of causes) {
      const named = [...`${pattern.source} ${also?.source ?? ''} (?<role>`.matchAll(/\(\?<(\w+)>/g)].map(
        ([, name]) => name,
      );
      for (const [, used] of `${cause} ${fix}`.matchAll(/\{(\w+)\}/g)) expect(named).toContain(used);
    }
  });
});
