import { App, Chart, Duration, Size } from 'cdk8s';
import { Cpu, k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import fc from 'fast-check';
import {
  AccessKeys,
  BatchScheduler,
  RestartPolicy,
  S3Store,
  ScheduledSparkApplication,
  Schedule,
  SparkApplication,
  SparkDefaults,
  SparkFeature,
  SparkRuntime,
  SparkServiceAccount,
  type SparkApplicationProps,
  type SparkContribution,
  type SparkDefaultsProps,
} from '../../../lib';
import { valueAt } from '../../../lib/manifest/plain';
import { printed } from '../../support/console';

const store = new S3Store({
  endpoint: 'https://s3.example.com',
  keys: AccessKeys.fromSecret('log-credentials'),
});

const OWN: SparkApplicationProps = {
  name: 'etl',
  mainApplicationFile: 'local:///opt/spark/jobs/etl.py',
  sparkVersion: '3.5.8',
  image: 'registry.example.com/spark/etl:1.0.0',
};

interface Scopes {
  readonly app: App;
  readonly team: Chart;
  readonly project: Construct;
}

function scopes(): Scopes {
  const app = new App();
  const team = new Chart(app, 'team', { namespace: 'data' });
  return { app, team, project: new Construct(team, 'project') };
}

function application(scope: Construct, props: Partial<SparkApplicationProps> = {}): SparkApplication {
  return new SparkApplication(scope, 'etl', { ...OWN, ...props });
}

/** The spec of an application in a project, with defaults of the app. */
function specOf(defaults: SparkDefaultsProps, props: Partial<SparkApplicationProps> = {}): any {
  const { app, project } = scopes();
  SparkDefaults.of(app).add(defaults);
  return application(project, props).apiObject.toJson().spec;
}

class Feature extends SparkFeature {
  public constructor(
    public readonly description: string,
    private readonly contribution: SparkContribution,
  ) {
    super();
  }

  public contribute(): SparkContribution {
    return this.contribution;
  }
}

describe('what applications get', () => {
  test('everything that a platform says, with the scope that said it', () => {
    const { app, project } = scopes();
    const etl = application(project, {
      image: undefined,
      runtime: SparkRuntime.of('3.5.8', { image: 'spark/etl:1', bakedIn: true }),
    });
    SparkDefaults.of(app).add({
      labels: { 'example.com/owner': 'data-platform' },
      annotations: { 'example.com/cost-centre': '4711' },
      timeToLive: Duration.days(7),
      pods: {
        tolerations: [{ key: 'spark', operator: 'Exists' }],
        podSecurityContext: { fsGroup: 185 },
        securityContext: { readOnlyRootFilesystem: true },
      },
      driver: { memory: Size.gibibytes(2) },
      executor: { instances: 3, coreRequest: Cpu.millis(500) },
      sparkConf: { 'spark.sql.shuffle.partitions': '64' },
      restartPolicy: RestartPolicy.onFailure({ retries: 2 }),
      registry: 'registry.example.com',
      eventLog: 's3a://logs/spark',
      features: [store.bucket('logs')],
    });
    const { metadata, spec } = etl.apiObject.toJson();
    expect(metadata).toMatchObject({
      labels: { 'example.com/owner': 'data-platform' },
      annotations: { 'example.com/cost-centre': '4711' },
    });
    expect(spec).toMatchObject({
      image: 'registry.example.com/spark/etl:1',
      timeToLiveSeconds: 604_800,
      restartPolicy: { type: 'OnFailure', onFailureRetries: 2 },
      sparkConf: {
        'spark.eventLog.enabled': 'true',
        'spark.eventLog.dir': 's3a://logs/spark',
        'spark.hadoop.fs.s3a.bucket.logs.endpoint': 'https://s3.example.com',
        'spark.sql.shuffle.partitions': '64',
      },
      driver: {
        memory: '2g',
        tolerations: [{ key: 'spark', operator: 'Exists' }],
        podSecurityContext: { fsGroup: 185 },
        securityContext: { readOnlyRootFilesystem: true, runAsUser: 185 },
      },
      executor: { cores: 1, coreRequest: '500m', instances: 3, memory: '1g' },
    });
    expect(spec.driver.env.map(({ name }: k8s.EnvVar) => name)).toContain('LOG_ACCESS_KEY_ID');
    expect(etl.provenance).toMatchObject({
      'metadata.labels["example.com/owner"]': 'SparkDefaults of the app',
      'driver.memory': 'SparkDefaults of the app',
      'driver.env[LOG_ACCESS_KEY_ID]': 'S3 bucket logs at https://s3.example.com of SparkDefaults of the app',
      image: 'runtime, from the registry of SparkDefaults of the app',
      mainApplicationFile: 'the application',
    });
    expect(etl.renderedSparkConf['spark.eventLog.dir']).toEqual({
      value: 's3a://logs/spark',
      source: 'SparkDefaults of the app',
    });
    expect(etl.size.atStart).toMatchObject({ pods: 4, cpu: 2.5 });
  });

  test('also those that are scheduled, made later, or in scopes further inside; no others', () => {
    const { app, team, project } = scopes();
    const other = application(new Chart(app, 'other'));
    SparkDefaults.of(team).add({ timeToLive: Duration.hours(1) });
    const nightly = new ScheduledSparkApplication(project, 'nightly', {
      name: 'nightly',
      schedule: Schedule.expression('@daily'),
      template: OWN,
    });
    expect(nightly.apiObject.toJson().spec.template.timeToLiveSeconds).toBe(3600);
    expect(application(project).apiObject.toJson().spec.timeToLiveSeconds).toBe(3600);
    expect(other.apiObject.toJson().spec).not.toHaveProperty('timeToLiveSeconds');
  });

  test('what is added after a look at them', () => {
    const { app, project } = scopes();
    const etl = application(project);
    SparkDefaults.of(app).add({ labels: { tier: 'bronze' } });
    expect(etl.apiObject.toJson().metadata.labels).toEqual({ tier: 'bronze' });
    SparkDefaults.of(project).add({ labels: { tier: 'gold', more: 'yes' } });
    expect(etl.apiObject.toJson().metadata.labels).toEqual({ tier: 'gold', more: 'yes' });
    etl.apiObject.metadata.addLabel('tier', 'iron');
    SparkDefaults.of(app).add({ labels: { most: 'yes' } });
    expect(etl.apiObject.toJson().metadata.labels).toEqual({ tier: 'iron', more: 'yes', most: 'yes' });
  });

  test('a deadline by the means of their Spark', () => {
    const deadline = Duration.hours(2);
    expect(specOf({ deadline }).driver.template).toEqual({
      spec: { activeDeadlineSeconds: 7200, containers: [{ name: 'spark-kubernetes-driver' }] },
    });
    expect(specOf({ deadline }, { sparkVersion: '4.0.4' }).sparkConf).toMatchObject({
      'spark.plugins': 'org.apache.spark.deploy.DriverTimeoutPlugin',
      'spark.driver.timeout': '120min',
    });
  });

  test('packages that features of the platform need', () => {
    const runtime = SparkRuntime.of('3.5.8');
    const spec = specOf({ features: [store.bucket('logs')] }, { sparkVersion: undefined, runtime });
    expect(spec.deps.packages).toEqual([expect.stringContaining(':hadoop-aws:')]);
  });

  test('images of all containers from the registry, but those that name one', () => {
    const spec = specOf(
      { registry: 'registry.example.com:5000/mirror' },
      {
        image: 'apache/spark:3.5.8',
        driver: {
          sidecars: [{ name: 'a', image: 'a:1' }],
          initContainers: [{ name: 'b', image: 'ghcr.io/b:1' }],
        },
        executor: {
          template: { spec: { containers: [{ name: 'spark-kubernetes-executor', image: 'c:1' }] } },
        },
      },
    );
    expect(spec.image).toBe('registry.example.com:5000/mirror/apache/spark:3.5.8');
    expect(spec.driver.sidecars[0].image).toBe('registry.example.com:5000/mirror/a:1');
    expect(spec.driver.initContainers[0].image).toBe('ghcr.io/b:1');
    expect(spec.executor.template.spec.containers[0].image).toBe('registry.example.com:5000/mirror/c:1');
  });
});

describe('the nearer one wins', () => {
  test('of two scopes the inner one, whatever was said first', () => {
    const { app, team, project } = scopes();
    const etl = application(project);
    SparkDefaults.of(team).add({ timeToLive: Duration.days(1) });
    SparkDefaults.of(app).add({ timeToLive: Duration.days(7), labels: { owner: 'platform' } });
    expect(etl.apiObject.toJson().spec.timeToLiveSeconds).toBe(86_400);
    expect(etl.provenance).toMatchObject({
      timeToLiveSeconds: 'SparkDefaults of team',
      'metadata.labels.owner': 'SparkDefaults of the app',
    });
  });

  test('the application before all, its chart and its features too', () => {
    const app = new App();
    const chart = new Chart(app, 'team', { labels: { owner: 'risk' } });
    SparkDefaults.of(app).add({
      labels: { owner: 'platform' },
      timeToLive: Duration.days(7),
      sparkConf: { 'spark.a': '1', 'spark.b': '1' },
      env: [{ name: 'A', value: '1' }],
    });
    const etl = application(chart, { timeToLive: Duration.days(1) });
    etl.with(new Feature('one', { sparkConf: { 'spark.a': '2' }, env: [{ name: 'A', value: '2' }] }));
    const { metadata, spec } = etl.apiObject.toJson();
    expect(metadata.labels).toEqual({ owner: 'risk' });
    expect(spec).toMatchObject({ timeToLiveSeconds: 86_400, sparkConf: { 'spark.a': '2', 'spark.b': '1' } });
    expect(spec.driver.env).toEqual([{ name: 'A', value: '2' }]);
    expect(etl.provenance['sparkConf["spark.a"]']).toBe('one');
  });

  test.each<[string, SparkDefaultsProps, Partial<SparkApplicationProps>, object]>([
    [
      'the CPU of a role',
      { driver: { cores: 2, coreLimit: Cpu.units(2) } },
      { driver: { cores: 4 } },
      { 'driver.cores': 4, 'driver.coreLimit': undefined },
    ],
    [
      'the memory of a role, said by a setting',
      { driver: { memory: Size.gibibytes(2), memoryOverhead: Size.gibibytes(1) } },
      { sparkConf: { 'spark.driver.memory': '4g' } },
      { 'driver.memory': undefined, 'driver.memoryOverhead': undefined },
    ],
    [
      'the number of executors',
      { dynamicAllocation: { enabled: true, maxExecutors: 10 } },
      { executor: { instances: 2 } },
      { dynamicAllocation: undefined, 'executor.instances': 2 },
    ],
    [
      'the number of executors, the other way round',
      { executor: { instances: 2 } },
      { dynamicAllocation: { enabled: true, maxExecutors: 10 } },
      { 'dynamicAllocation.enabled': true, 'executor.instances': undefined },
    ],
    [
      'a policy',
      { restartPolicy: RestartPolicy.onFailure({ retries: 3 }) },
      { restartPolicy: RestartPolicy.never() },
      { restartPolicy: { type: 'Never' } },
    ],
    [
      'a context',
      { pods: { securityContext: { readOnlyRootFilesystem: true } } },
      { driver: { securityContext: { runAsUser: 1 } } },
      { 'driver.securityContext': { runAsUser: 1 }, 'executor.securityContext.readOnlyRootFilesystem': true },
    ],
    [
      'a selector of the application',
      { nodeSelector: { pool: 'spark' } },
      { nodeSelector: { zone: 'a' } },
      { nodeSelector: { zone: 'a' }, 'driver.nodeSelector': undefined },
    ],
    [
      'a selector of one role',
      { nodeSelector: { pool: 'spark' } },
      { executor: { nodeSelector: { zone: 'a' } } },
      { 'driver.nodeSelector': { pool: 'spark' }, 'executor.nodeSelector': { zone: 'a' } },
    ],
    [
      'the image, which the runtime has',
      { image: 'registry.example.com/usual:1' },
      { image: undefined, sparkVersion: undefined, runtime: SparkRuntime.of('3.5.8', { image: 'own:1' }) },
      { image: 'own:1' },
    ],
    [
      'a setting of Hadoop, said as one of Spark',
      { hadoopConf: { 'fs.a': '1' } },
      { sparkConf: { 'spark.hadoop.fs.a': '2' } },
      { hadoopConf: undefined },
    ],
    [
      'a setting, which an override replaces',
      { sparkConf: { 'spark.a': '1' } },
      { sparkConfOverrides: { 'spark.a': '2' } },
      { sparkConf: { 'spark.a': '2', 'spark.authenticate': 'true' } },
    ],
  ])('%s is one thing', (_, defaults, own, wanted) => {
    const spec = specOf(defaults, own);
    for (const [path, value] of Object.entries(wanted)) expect(valueAt(spec, path.split('.'))).toEqual(value);
  });

  test('items of lists come together, options of the JVM with those of the application last', () => {
    const spec = specOf(
      { pods: { tolerations: [{ key: 'a' }], javaOptions: '-Da=1' }, batchScheduler: BatchScheduler.VOLCANO },
      { driver: { tolerations: [{ key: 'b' }], javaOptions: '-Da=2' } },
    );
    expect(spec.driver.tolerations).toEqual([{ key: 'a' }, { key: 'b' }]);
    expect(spec.driver.javaOptions).toBe('-Da=1 -Da=2');
    expect(spec.batchScheduler).toBe('volcano');
  });

  test('its own account, and that of the scope where it has none', () => {
    const driver = { serviceAccount: SparkServiceAccount.fromServiceAccountName('team') };
    expect(specOf({ driver }).driver.serviceAccount).toBe('team');
    const own = SparkServiceAccount.fromServiceAccountName('own');
    expect(specOf({ driver }, { serviceAccount: own }).driver.serviceAccount).toBe('own');
  });

  test('an application that says everything looks as if there were no defaults', () => {
    const text = fc.constantFrom('a', 'b');
    const props = fc.record({
      labels: fc.dictionary(text, text),
      sparkConf: fc.dictionary(fc.constantFrom('spark.a', 'spark.b'), text),
      timeToLive: fc.integer({ min: 1, max: 9 }).map((days) => Duration.days(days)),
      driver: fc.record({ cores: fc.integer({ min: 1, max: 9 }), labels: fc.dictionary(text, text) }),
    });
    fc.assert(
      fc.property(props, props, (outer, own) => {
        const { app, project } = scopes();
        const etl = application(project, own);
        const before = etl.apiObject.toJson();
        SparkDefaults.of(app).add(outer);
        const after = etl.apiObject.toJson();
        expect(after.metadata.labels ?? {}).toEqual({ ...outer.labels, ...own.labels });
        expect(after.spec.sparkConf).toEqual({ ...outer.sparkConf, ...before.spec.sparkConf });
        expect(after.spec.driver.labels ?? {}).toEqual({ ...outer.driver.labels, ...own.driver.labels });
        expect([after.spec.timeToLiveSeconds, after.spec.driver.cores]).toEqual([
          before.spec.timeToLiveSeconds,
          before.spec.driver.cores,
        ]);
      }),
      { numRuns: 50 },
    );
  });
});

describe('what is locked', () => {
  function synth(
    locked: SparkDefaultsProps,
    own: Partial<SparkApplicationProps>,
    ...features: SparkFeature[]
  ): void {
    const { app, project } = scopes();
    SparkDefaults.of(app).lock(locked);
    const serviceAccount = SparkServiceAccount.fromServiceAccountName('spark');
    application(project, { timeToLive: Duration.days(1), serviceAccount, ...own }).with(...features);
    try {
      app.synthYaml();
    } finally {
      printed();
    }
  }

  test('is there, beside what the application says', () => {
    const { app, project } = scopes();
    SparkDefaults.of(app).lock({
      labels: { owner: 'platform' },
      pods: { securityContext: { runAsNonRoot: true }, tolerations: [{ key: 'a' }] },
      driver: { coreLimit: Cpu.units(2) },
    });
    const etl = application(project, {
      labels: { own: 'yes' },
      driver: { cores: 2, securityContext: { runAsUser: 1000 }, tolerations: [{ key: 'b' }] },
    });
    const { metadata, spec } = etl.apiObject.toJson();
    expect(metadata.labels).toEqual({ owner: 'platform', own: 'yes' });
    expect(spec.driver).toMatchObject({
      cores: 2,
      coreLimit: '2',
      securityContext: { runAsNonRoot: true, runAsUser: 1000 },
      tolerations: [{ key: 'a' }, { key: 'b' }],
    });
    expect(etl.provenance['driver.securityContext.runAsNonRoot']).toBe('SparkDefaults of the app');
  });

  test.each<[string, SparkDefaultsProps, Partial<SparkApplicationProps>, string]>([
    [
      'a field',
      { driver: { memory: Size.gibibytes(2) } },
      { driver: { memory: Size.gibibytes(64) } },
      'driver.memory is "64g" by driver, and "2g" is locked by SparkDefaults of the app; leave it out, or have it changed there',
    ],
    [
      'a field by its setting',
      { executor: { cores: 2 } },
      { sparkConf: { 'spark.executor.cores': '16' } },
      'sparkConf["spark.executor.cores"] is "16" by sparkConf, and 2 is locked by SparkDefaults of the app',
    ],
    [
      'a setting by an override',
      { sparkConf: { 'spark.a': '1' } },
      { sparkConfOverrides: { 'spark.a': '2' } },
      'sparkConf["spark.a"] is "2" by sparkConfOverrides, and "1" is locked by SparkDefaults of the app',
    ],
    [
      'a setting of Hadoop as one of Spark',
      { hadoopConf: { 'fs.a': '1' } },
      { sparkConf: { 'spark.hadoop.fs.a': '2' } },
      'sparkConf["spark.hadoop.fs.a"] is "2" by sparkConf, and "1" is locked by SparkDefaults of the app',
    ],
    [
      'a label of pods by a setting',
      { pods: { labels: { owner: 'a' } } },
      { sparkConf: { 'spark.kubernetes.executor.label.owner': 'b' } },
      'and "a" is locked by SparkDefaults of the app',
    ],
    [
      'a variable',
      { env: [{ name: 'REGION', value: 'a' }] },
      { executor: { env: [{ name: 'REGION', value: 'b' }] } },
      'executor.env[REGION] is {"value":"b"} by executor.env, and {"value":"a"} is locked by SparkDefaults of the app',
    ],
    [
      'the registry',
      { registry: 'registry.example.com' },
      { image: 'ghcr.io/example/spark:1' },
      'image is "ghcr.io/example/spark:1", and registry "registry.example.com" is locked by SparkDefaults of the app; ' +
        'take an image from there, without its registry',
    ],
    [
      'the image that the runtime has',
      { image: 'usual:1' },
      { image: undefined, sparkVersion: undefined, runtime: SparkRuntime.of('3.5.8', { image: 'own:1' }) },
      'image is "own:1" by runtime, and "usual:1" is locked by SparkDefaults of the app',
    ],
  ])('fails on another value for %s, naming both places', (_, locked, own, message) => {
    expect(() => {
      synth(locked, own);
    }).toThrow(message);
  });

  test('fails on a label of the chart, and on what a feature brings', () => {
    const app = new App();
    SparkDefaults.of(app).lock({ labels: { owner: 'a' }, sparkConf: { 'spark.a': '1' } });
    const chart = new Chart(app, 'team', { namespace: 'data', labels: { owner: 'b' } });
    application(chart).with(new Feature('one', { sparkConf: { 'spark.a': '2' } }));
    const synth = (): unknown => app.synthYaml();
    expect(synth).toThrow(
      'Spark application "team/etl": metadata.labels.owner is "b" by the metadata of the object, and "a" is locked by ' +
        'SparkDefaults of the app',
    );
    expect(synth).toThrow(
      'sparkConf["spark.a"] is "2" by one, and "1" is locked by SparkDefaults of the app',
    );
    printed();
  });

  test('fails once on what a scope inside says, lock or default', () => {
    const { app, team, project } = scopes();
    SparkDefaults.of(app).lock({ timeToLive: Duration.days(1), labels: { owner: 'a' } });
    SparkDefaults.of(team)
      .add({ timeToLive: Duration.days(2) })
      .lock({ labels: { owner: 'b' } });
    application(project);
    const message = (() => {
      try {
        app.synthYaml();
      } catch (error) {
        return (error as Error).message;
      }
    })();
    printed();
    expect(
      message?.match(
        /timeToLiveSeconds is 172800 by SparkDefaults of team, and 86400 is locked by SparkDefaults of the app/g,
      ),
    ).toHaveLength(1);
    expect(
      message?.match(/owner is "b" by SparkDefaults of team, and "a" is locked by SparkDefaults of the app/g),
    ).toHaveLength(1);
  });

  test('may be said again', () => {
    expect(() => {
      synth(
        { registry: 'registry.example.com', executor: { cores: 2 } },
        { sparkConf: { 'spark.executor.cores': '2' } },
      );
    }).not.toThrow();
  });

  test('of a policy displaces that of a scope outside as a whole', () => {
    const { app, team, project } = scopes();
    SparkDefaults.of(app).add({ restartPolicy: RestartPolicy.onFailure({ retries: 3 }) });
    SparkDefaults.of(team).lock({ restartPolicy: RestartPolicy.never() });
    expect(application(project).apiObject.toJson().spec.restartPolicy).toEqual({ type: 'Never' });
  });
});

describe('what cannot be', () => {
  const of = (props: SparkDefaultsProps) => () => SparkDefaults.of(new App()).add(props);

  test('fails on everything at once', () => {
    const wrong = of({
      registry: 'registry',
      eventLog: 'logs',
      deadline: Duration.seconds(90),
      driver: { cores: 0 },
      labels: { owner: 1 as unknown as string },
    });
    for (const problem of [
      'SparkDefaults of the app: registry is "registry"; it must be a registry with a dot or a port',
      'eventLog is "logs"; it must be a folder with its scheme, for example s3a://logs/spark',
      'deadline is 90 seconds; it must be whole minutes',
      'driver.cores is 0; it must be a whole number, 1 or more',
      'labels["owner"] is 1; it must be a text, for example "1"',
    ]) {
      expect(wrong).toThrow(problem);
    }
  });

  test.each(['registry.example.com', 'localhost:5000', 'registry:5000/spark', 'a.b/c/d-e'])(
    'takes the registry %s',
    (registry) => {
      expect(of({ registry })).not.toThrow();
    },
  );

  test.each([
    'registry',
    'https://registry.example.com',
    'registry.example.com/',
    'registry.example.com/Spark',
  ])('fails on the registry %s', (registry) => {
    expect(of({ registry })).toThrow('it must be a registry with a dot or a port');
  });

  test('fails on two values of one scope, naming it', () => {
    const defaults = SparkDefaults.of(new App()).add({ timeToLive: Duration.days(1), registry: 'a.example' });
    expect(() => defaults.add({ timeToLive: Duration.days(2) })).toThrow(
      'timeToLiveSeconds is 86400 by SparkDefaults of the app and 172800 by SparkDefaults of the app; remove one of them',
    );
    expect(() => defaults.lock({ registry: 'b.example' })).toThrow(
      'registry is "a.example" and "b.example"; remove one of them',
    );
  });

  test('fails on locked options of the JVM, which later ones replace', () => {
    expect(() => SparkDefaults.of(new App()).lock({ pods: { javaOptions: '-Da=1' } })).toThrow(
      'driver.javaOptions[-Da=1] cannot be locked, since the options of an application come after it and win; give it by add',
    );
  });
});
