import { App, Chart, Duration, JsonPatch, Lazy, Size, Testing, Yaml } from 'cdk8s';
import { Cpu, k8s } from 'cdk8s-plus-28';
import {
  PythonVersion,
  RestartPolicy,
  SparkApplication,
  SparkApplicationType,
  SparkFeature,
  SparkPermissions,
  SparkRuntime,
  SparkServiceAccount,
  SparkSecretType,
  type SparkApplicationProps,
  type SparkContribution,
} from '../../lib';
import { testChart } from '../support/chart';
import { FULL_APPLICATION } from '../support/full-application';
import { yamlOf } from '../support/yaml';
import { expectValidSparkApplication } from '../support/schema';

/** What every application has. */
const AUTHENTICATED = { 'spark.authenticate': 'true' };

const MINIMAL: SparkApplicationProps = {
  name: 'etl',
  mainApplicationFile: 'local:///opt/spark/work-dir/etl.py',
  sparkVersion: '3.5.8',
  image: 'apache/spark:3.5.8-python3',
};

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

function synth(props: Partial<SparkApplicationProps>, ...features: SparkFeature[]): any {
  const chart = testChart();
  new SparkApplication(chart, 'etl', { ...MINIMAL, ...props }).with(...features);
  const [manifest] = Testing.synth(chart);
  expectValidSparkApplication(manifest);
  return manifest;
}

function specOf(props: Partial<SparkApplicationProps>, ...features: SparkFeature[]): any {
  return synth(props, ...features).spec;
}

describe('manifests', () => {
  test('minimal props give a complete application', () => {
    const chart = testChart();
    new SparkApplication(chart, 'etl', MINIMAL);
    expect(yamlOf(chart)).toMatchSnapshot();
    expectValidSparkApplication(Testing.synth(chart)[0]);
  });

  test('all props reach the manifest', () => {
    const chart = testChart();
    new SparkApplication(chart, 'etl', FULL_APPLICATION);
    expect(yamlOf(chart)).toMatchSnapshot();
    expectValidSparkApplication(Testing.synth(chart)[0]);
  });

  test('the order of props and features does not matter, and two synths are byte-equal', () => {
    const one = new Feature('one', {
      sparkConf: { b: '1' },
      env: [{ name: 'B', value: '1' }],
      deps: { packages: ['p:b:1'] },
    });
    const two = new Feature('two', {
      sparkConf: { a: '2' },
      env: [{ name: 'A', value: '2' }],
      deps: { packages: ['p:a:1'] },
    });
    const reversed = Object.fromEntries(
      Object.entries(FULL_APPLICATION).reverse(),
    ) as typeof FULL_APPLICATION;
    const first = Yaml.stringify(synth(FULL_APPLICATION, one, two));
    expect(Yaml.stringify(synth(FULL_APPLICATION, one, two))).toBe(first);
    expect(Yaml.stringify(synth(reversed, two, one))).toBe(first);
  });

  test('a change of the props after construction changes nothing', () => {
    const args = ['--date', '2026-11-23'];
    const chart = testChart();
    new SparkApplication(chart, 'etl', { ...MINIMAL, arguments: args });
    args.push('--late');
    expect(Testing.synth(chart)[0].spec.arguments).toEqual(['--date', '2026-11-23']);
  });

  test('a JSON patch with a key that no class knows reaches the manifest', () => {
    const chart = testChart();
    const { apiObject } = new SparkApplication(chart, 'etl', FULL_APPLICATION);
    apiObject.addJsonPatch(
      JsonPatch.add('/spec/newField', { a: 1 }),
      JsonPatch.add('/spec/driver/newField', 'b'),
      JsonPatch.replace('/spec/sparkUIOptions/servicePort', 4042),
    );
    expect(Testing.synth(chart)[0].spec).toMatchObject({
      newField: { a: 1 },
      driver: { newField: 'b' },
      sparkUIOptions: { servicePort: 4042, ingressTLS: [{ secretName: 'spark-tls' }] },
    });
  });
});

describe('name and namespace', () => {
  test('the name given is the name, and the namespace of the chart the default', () => {
    const application = new SparkApplication(testChart('data'), 'etl', MINIMAL);
    expect(application.name).toBe('etl');
    expect(application.apiObject.metadata.namespace).toBe('data');
    expect(synth({ namespace: 'reports' }).metadata.namespace).toBe('reports');
  });

  test('a name is made from the path when none is given', () => {
    const application = new SparkApplication(testChart(), 'etl', { ...MINIMAL, name: undefined });
    expect(application.name).toMatch(/^jobs-etl-[0-9a-f]{8}$/);
    expect(application.apiObject.toJson()).toMatchObject({ metadata: { name: application.name } });
  });

  test('labels of the chart and of the application meet on the object', () => {
    const chart = new Chart(new App(), 'jobs', { labels: { team: 'data' } });
    const { apiObject } = new SparkApplication(chart, 'etl', { ...MINIMAL, labels: { tier: 'batch' } });
    expect(apiObject.toJson().metadata.labels).toEqual({ team: 'data', tier: 'batch' });
  });
});

describe('defaults', () => {
  test.each([
    ['local:///opt/jobs/etl.py', 'Python'],
    ['local:///opt/jobs/etl.PY', 'Scala'],
    ['s3a://jobs/etl.R', 'R'],
    ['local:///opt/jobs/etl.jar', 'Scala'],
    ['local:///opt/jobs/r', 'Scala'],
  ])('the type of %s is %s', (mainApplicationFile, type) => {
    expect(specOf({ mainApplicationFile }).type).toBe(type);
  });

  test('the type given wins', () => {
    expect(specOf({ type: SparkApplicationType.JAVA }).type).toBe('Java');
  });

  test.each(['cores', 'memory'])('a setting for %s stands in for the default of a role', (name) => {
    const spec = specOf({ sparkConf: { [`spark.executor.${name}`]: '3', [`spark.driver.${name}`]: '2' } });
    expect(spec.driver).not.toHaveProperty(name);
    expect(spec.executor).not.toHaveProperty(name);
  });

  test('a setting for the number of executors stands in for the default', () => {
    expect(specOf({ sparkConf: { 'spark.executor.instances': '3' } }).executor).not.toHaveProperty(
      'instances',
    );
  });

  test('dynamic allocation tracks shuffle data and asks for no fixed number of executors', () => {
    const spec = specOf({ dynamicAllocation: { maxExecutors: 5 } });
    expect(spec.dynamicAllocation).toEqual({ enabled: true, maxExecutors: 5, shuffleTrackingEnabled: true });
    expect(spec.executor).not.toHaveProperty('instances');
  });

  test('dynamic allocation that is off leaves everything as it is', () => {
    const spec = specOf({ dynamicAllocation: { enabled: false } });
    expect(spec.dynamicAllocation).toEqual({ enabled: false });
    expect(spec.executor.instances).toBe(1);
  });

  test('an own security context replaces the default as a whole', () => {
    expect(specOf({ driver: { securityContext: {} } }).driver.securityContext).toEqual({});
    expect(specOf({ executor: { securityContext: { runAsUser: 1000 } } }).executor.securityContext).toEqual({
      runAsUser: 1000,
    });
  });

  test('mounts of secrets and ports have the most common kind', () => {
    const { driver } = specOf({
      driver: { secrets: [{ name: 's', path: '/s' }], ports: [{ name: 'p', containerPort: 1 }] },
    });
    expect(driver.secrets).toEqual([{ name: 's', path: '/s', secretType: SparkSecretType.GENERIC }]);
    expect(driver.ports).toEqual([{ name: 'p', containerPort: 1, protocol: 'TCP' }]);
  });

  test('a pod template has the container of Spark, unless it says its own', () => {
    const spread = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' };
    const { driver, executor } = specOf({
      driver: { topologySpreadConstraints: [spread] },
      executor: { template: { metadata: { labels: { tier: 'batch' } } } },
    });
    expect(driver.template.spec).toEqual({
      topologySpreadConstraints: [spread],
      containers: [{ name: 'spark-kubernetes-driver' }],
    });
    expect(executor.template).toEqual({
      metadata: { labels: { tier: 'batch' } },
      spec: { containers: [{ name: 'spark-kubernetes-executor' }] },
    });
    const own = { name: 'spark-kubernetes-driver', tty: true };
    expect(specOf({ driver: { template: { spec: { containers: [own] } } } }).driver.template.spec).toEqual({
      containers: [own],
    });
  });

  test('monitoring shows the metrics of both roles', () => {
    const { monitoring } = specOf({ monitoring: { prometheus: { jmxExporterJar: '/jmx.jar' } } });
    expect(monitoring).toEqual({
      exposeDriverMetrics: true,
      exposeExecutorMetrics: true,
      prometheus: { jmxExporterJar: '/jmx.jar' },
    });
  });
});

describe('runtime', () => {
  const runtime = SparkRuntime.SPARK_3_5;
  const specWith = (props: Partial<SparkApplicationProps>, ...features: SparkFeature[]): any =>
    specOf({ sparkVersion: undefined, image: undefined, ...props }, ...features);
  const catalog = new Feature('catalog', { sparkConf: { 'spark.sql.catalog.lake': 'org.example.Catalog' } });

  test('it gives the version and the image, and nothing that the application does not need', () => {
    const spec = specWith({ runtime });
    expect([spec.sparkVersion, spec.image]).toEqual([runtime.sparkVersion, runtime.image]);
    expect(spec).not.toHaveProperty('deps');
    expect(spec.sparkConf).toEqual(AUTHENTICATED);
  });

  test.each([
    ['a catalog', {}, [catalog], ['iceberg-spark-runtime']],
    [
      'S3A in sparkConf',
      { sparkConf: { 'spark.hadoop.fs.s3a.endpoint': 'http://minio:9000' } },
      [],
      ['hadoop-aws'],
    ],
    ['S3A in hadoopConf', { hadoopConf: { 'fs.s3a.endpoint': 'http://minio:9000' } }, [], ['hadoop-aws']],
  ])('its jars come along with %s, and no others', (_, props, features, jars) => {
    const spec = specWith({ runtime, ...props }, ...features);
    expect(spec.deps.packages).toEqual(jars.map((jar) => expect.stringContaining(`:${jar}`)));
    expect(spec.sparkConf['spark.jars.ivy']).toBe('/tmp/.ivy2');
  });

  test('an own folder for Ivy is that of the runtime', () => {
    const own = SparkRuntime.of(runtime.sparkVersion, { ivyDirectory: '/cache' });
    expect(specWith({ runtime: own }, catalog).sparkConf['spark.jars.ivy']).toBe('/cache');
  });

  test('an image that has the jars downloads nothing', () => {
    const bakedIn = SparkRuntime.of(runtime.sparkVersion, { image: 'registry.example/job:1', bakedIn: true });
    const spec = specWith({ runtime: bakedIn }, catalog);
    expect(spec.image).toBe('registry.example/job:1');
    expect(spec).not.toHaveProperty('deps');
  });

  test('an image that is given wins', () => {
    expect(specWith({ runtime, image: 'registry.example/job:2' }).image).toBe('registry.example/job:2');
  });

  test('fails without a version, and with two', () => {
    expect(() => specOf({ sparkVersion: undefined })).toThrow(
      'sparkVersion is missing; give it, or a runtime such as SparkRuntime.SPARK_3_5',
    );
    expect(() => specOf({ runtime, sparkVersion: '3.5.0' })).toThrow(
      `sparkVersion is "3.5.0" and that of runtime "${runtime.sparkVersion}"; give one of them`,
    );
  });
});

describe('service accounts', () => {
  test.each(['application', 'driver'])('settings of an account that is given to the %s', (place) => {
    const { PODS_ONLY: permissions } = SparkPermissions;
    const serviceAccount = SparkServiceAccount.fromServiceAccountName('least', { permissions });
    const props = place === 'driver' ? { driver: { serviceAccount } } : { serviceAccount };
    expect(specOf(props).sparkConf).toEqual({ ...AUTHENTICATED, ...permissions.sparkConf });
  });

  const account = (serviceAccountName: string) => ({ serviceAccountName });

  test("the application's account is the driver's and not the executors'", () => {
    const spec = specOf({ serviceAccount: account('spark') });
    expect(spec.driver.serviceAccount).toBe('spark');
    expect(spec.executor).not.toHaveProperty('serviceAccount');
  });

  test('fails on two accounts of the driver', () => {
    expect(() => synth({ serviceAccount: account('a'), driver: { serviceAccount: account('b') } })).toThrow(
      'serviceAccount is "a" and driver.serviceAccount "b"; give one of them',
    );
  });
});

describe('restart policy', () => {
  test('never', () => {
    expect(specOf({ restartPolicy: RestartPolicy.never() }).restartPolicy).toEqual({ type: 'Never' });
  });

  test('always writes both waits and no count', () => {
    expect(specOf({ restartPolicy: RestartPolicy.always() }).restartPolicy).toEqual({
      type: 'Always',
      onFailureRetryInterval: 5,
      onSubmissionFailureRetryInterval: 5,
    });
  });

  test('on failure writes everything, and repeats submissions as often as runs', () => {
    expect(specOf({ restartPolicy: RestartPolicy.onFailure({ retries: 2 }) }).restartPolicy).toEqual({
      type: 'OnFailure',
      onFailureRetries: 2,
      onFailureRetryInterval: 5,
      onSubmissionFailureRetries: 2,
      onSubmissionFailureRetryInterval: 5,
    });
  });

  test('fails on counts and waits that the custom resource cannot hold', () => {
    const restartPolicy = RestartPolicy.onFailure({
      retries: -1,
      submissionRetries: 0.5,
      retryInterval: Duration.millis(1),
    });
    expect(() => synth({ restartPolicy })).toThrow(
      'restartPolicy.retries is -1; it must be a whole number, 0 or more, for example 1; ' +
        'restartPolicy.retryInterval is 0.001; it must be a whole number of seconds, 1 or more, for example Duration.seconds(30); ' +
        'restartPolicy.submissionRetries is 0.5; it must be a whole number, 0 or more, for example 1',
    );
  });
});

describe('features', () => {
  test('a feature that is added late reaches driver and executors, before their own variables', () => {
    const variable = { name: 'STORE_URL', value: 'http://minio:9000' };
    const own = { name: 'APP', value: '$(STORE_URL)/app' };
    const mount = { name: 'tmp', mountPath: '/tmp' };
    const spec = specOf(
      { driver: { env: [own] }, executor: { instances: 2, memory: Size.gibibytes(2) } },
      new Feature('store', {
        sparkConf: { 'spark.a': '1' },
        env: [variable],
        deps: { packages: ['org.example:store:1'] },
        volumes: [{ name: 'tmp', emptyDir: { sizeLimit: k8s.Quantity.fromString('1Gi') } }],
        pods: { volumeMounts: [mount] },
      }),
    );
    expect(spec.driver.env).toEqual([variable, own]);
    expect(spec.executor.env).toEqual([variable]);
    expect(spec.sparkConf).toEqual({
      ...AUTHENTICATED,
      'spark.a': '1',
      'spark.jars.ivy': '/tmp/.ivy2',
    });
    expect(spec.deps.packages).toEqual(['org.example:store:1']);
    expect(spec.volumes).toEqual([{ name: 'tmp', emptyDir: { sizeLimit: '1Gi' } }]);
    expect(spec.driver.volumeMounts).toEqual([mount]);
    expect(spec.executor.volumeMounts).toEqual([mount]);
  });

  test('each role has its own mounts', () => {
    const driver = { name: 'tmp', mountPath: '/driver' };
    const executor = { name: 'tmp', mountPath: '/executor' };
    const spec = specOf({
      volumes: [{ name: 'tmp', emptyDir: {} }],
      driver: { volumeMounts: [driver] },
      executor: { volumeMounts: [executor] },
    });
    expect([spec.driver.volumeMounts, spec.executor.volumeMounts]).toEqual([[driver], [executor]]);
  });

  test('a feature that is added after a synth is in the next one', () => {
    const chart = testChart();
    const application = new SparkApplication(chart, 'etl', MINIMAL);
    expect(Testing.synth(chart)[0].spec.sparkConf).toEqual(AUTHENTICATED);
    application.with(new Feature('late', { sparkConf: { 'spark.a': '1' } }));
    expect(Testing.synth(chart)[0].spec.sparkConf).toEqual({ ...AUTHENTICATED, 'spark.a': '1' });
  });

  test('a variable that a role repeats stands once', () => {
    const variable = { name: 'A', value: '1' };
    expect(specOf({ driver: { env: [variable] } }, new Feature('f', { env: [variable] })).driver.env).toEqual(
      [variable],
    );
  });

  test('fails on a variable that a role and a feature set differently', () => {
    const feature = new Feature('f', { env: [{ name: 'A', value: '1' }] });
    expect(() => synth({ executor: { env: [{ name: 'A', value: '2' }] } }, feature)).toThrow(
      'Spark application "jobs/etl": executor.env[A] is {"value":"2"} by executor.env and {"value":"1"} by f; rename or remove one of them',
    );
  });

  test('fails on a setting that a feature sets differently, naming both', () => {
    const feature = new Feature('S3 bucket raw', { sparkConf: { 'spark.a': '1' } });
    expect(() => synth({ sparkConf: { 'spark.a': '2' } }, feature)).toThrow(
      'Spark application "jobs/etl": sparkConf["spark.a"] is "2" by sparkConf and "1" by S3 bucket raw; ' +
        'remove one of them, or give the wanted value in sparkConfOverrides',
    );
  });

  test('an override wins, and its source says what it replaced', () => {
    const chart = testChart();
    const application = new SparkApplication(chart, 'etl', {
      ...MINIMAL,
      sparkConf: { 'spark.a': '1' },
      sparkConfOverrides: { 'spark.a': '2' },
    });
    expect(Testing.synth(chart)[0].spec.sparkConf).toEqual({ ...AUTHENTICATED, 'spark.a': '2' });
    expect(application.renderedSparkConf['spark.a']?.source).toBe(
      'sparkConfOverrides (instead of sparkConf)',
    );
  });

  test('packages of the application and of features are one list, and Ivy gets a folder that it can write', () => {
    const chart = testChart();
    const application = new SparkApplication(chart, 'etl', {
      ...MINIMAL,
      deps: { packages: ['p:b:1', 'p:a:1'], repositories: ['https://maven.example'] },
    });
    application.with(new Feature('f', { deps: { packages: ['p:a:1', 'p:c:1'] } }));
    expect(Testing.synth(chart)[0].spec.deps).toEqual({
      packages: ['p:a:1', 'p:b:1', 'p:c:1'],
      repositories: ['https://maven.example'],
    });
    expect(application.renderedSparkConf['spark.jars.ivy']).toEqual({
      value: '/tmp/.ivy2',
      source: 'deps.packages',
    });
  });

  test('executors prove who they are, unless the application says otherwise', () => {
    const off = { 'spark.authenticate': 'false' };
    expect(specOf({ sparkConf: off }).sparkConf).toEqual(off);
    expect(specOf({ sparkConfOverrides: off }).sparkConf).toEqual(off);
  });

  test('a folder for Ivy that is given stays', () => {
    const conf = { 'spark.jars.ivy': '/cache' };
    expect(specOf({ deps: { packages: ['p:a:1'] }, sparkConf: conf }).sparkConf).toEqual({
      ...AUTHENTICATED,
      ...conf,
    });
  });

  test('fails on a volume or a mount path that is there already with other content', () => {
    const feature = new Feature('files', { volumes: [{ name: 'tmp', emptyDir: {} }] });
    expect(() => synth({ volumes: [{ name: 'tmp', hostPath: { path: '/tmp' } }] }, feature)).toThrow(
      'volumes[tmp] is {"hostPath":{"path":"/tmp"}} by volumes and {"emptyDir":{}} by files; rename or remove one of them',
    );
    const volumeMounts = [
      { name: 'a', mountPath: '/data' },
      { name: 'b', mountPath: '/data' },
    ];
    expect(() => synth({ executor: { volumeMounts } })).toThrow(
      'executor.volumeMounts[/data] is {"name":"a"} by executor.volumeMounts and {"name":"b"} by executor.volumeMounts; rename',
    );
  });
});

describe('what cannot be represented', () => {
  test('fails on a text in place of a list, which would be a list of its letters', () => {
    const plain = { arguments: '--full', deps: { packages: 'org.example:job:1.0' } } as object;
    expect(() => synth(plain)).toThrow(
      'arguments is "--full"; it must be a list of texts; deps.packages is "org.example:job:1.0"; it must be a list of texts',
    );
  });

  test('fails on everything at once, naming the construct, every prop, what is allowed and what helps', () => {
    expect(() =>
      synth({
        name: '',
        image: ' ',
        driver: { cores: 0.5, memory: Size.kibibytes(1500), coreRequest: Cpu.units(0) },
        executor: { instances: 0, memoryOverhead: Size.mebibytes(0), coreLimit: Cpu.units(NaN) },
        timeToLive: Duration.seconds(0),
        memoryOverheadFactor: NaN,
        arguments: ['--date', ''],
      }),
    ).toThrow(
      [
        'Spark application "jobs/etl": name is ""; it must be a text that is not empty',
        'image is " "; it must be a text that is not empty',
        'driver.cores is 0.5; it must be a whole number, 1 or more, for example 1',
        'driver.coreRequest is 0; it must be above 0 and no finer than 1m, for example Cpu.millis(500)',
        'driver.memory is 1500Ki; it must be a whole number of MiB above 0, for example Size.mebibytes(2048)',
        'executor.coreLimit is NaN; it must be above 0 and no finer than 1m, for example Cpu.millis(500)',
        'executor.memoryOverhead is 0Mi; it must be a whole number of MiB above 0, for example Size.mebibytes(2048)',
        'executor.instances is 0; it must be a whole number, 1 or more, for example 1',
        'memoryOverheadFactor is NaN; it must be a number above 0, for example 0.4',
        'timeToLive is 0; it must be a whole number of seconds, 1 or more, for example Duration.seconds(30)',
      ].join('; '),
    );
  });

  test('fails on settings that are no texts, since the operator refuses them', () => {
    const sparkConf = { 'spark.a': true, 'spark.b': { c: 1 } } as unknown as Record<string, string>;
    expect(() => synth({ sparkConf })).toThrow(
      'sparkConf["spark.a"] is true; it must be a text, for example "true"; ' +
        'sparkConf["spark.b"] is {"c":1}; it must be a text',
    );
  });

  test('fails on values of another type, as JavaScript and late values can give', () => {
    const lazy = Lazy.any({ produce: () => 2 }) as never;
    expect(() =>
      synth({
        driver: { memory: '2Gi' as never, coreLimit: 2 as never },
        executor: { memory: lazy, instances: lazy },
        image: lazy,
        timeToLive: 60 as never,
      }),
    ).toThrow(
      [
        'image is of type Lazy; it must be a text that is not empty',
        'driver.coreLimit is 2; it must be a Cpu, for example Cpu.millis(500)',
        'driver.memory is "2Gi"; it must be a Size, for example Size.gibibytes(2)',
        'executor.memory is of type Lazy; it must be a Size, for example Size.gibibytes(2)',
        'executor.instances is of type Lazy; it must be a whole number, 1 or more, for example 1',
        'timeToLive is 60; it must be a Duration, for example Duration.minutes(5)',
      ].join('; '),
    );
  });

  test('the smallest numbers that the CRD takes are taken', () => {
    const spec = specOf({
      driver: { terminationGracePeriod: Duration.seconds(0) },
      dynamicAllocation: { initialExecutors: 0, minExecutors: 0, maxExecutors: 1 },
      monitoring: { prometheus: { jmxExporterJar: '/jmx.jar', port: 1024 } },
      sparkUIOptions: { servicePort: 1 },
      driverIngressOptions: [{ servicePort: 1, servicePortName: 'a', ingressURLFormat: 'a.example' }],
    });
    expect(spec.driver.terminationGracePeriodSeconds).toBe(0);
    expect(spec.dynamicAllocation).toMatchObject({ initialExecutors: 0, minExecutors: 0, maxExecutors: 1 });
  });

  test('fails on numbers below and above those', () => {
    expect(() =>
      synth({
        dynamicAllocation: { initialExecutors: -1, minExecutors: -1, maxExecutors: 0 },
        driver: { ports: [{ name: 'p', containerPort: 0 }], gpu: { name: 'nvidia.com/gpu', quantity: 0 } },
        monitoring: { prometheus: { jmxExporterJar: '/jmx.jar', port: 1023 } },
        sparkUIOptions: { servicePort: 65_536 },
        driverIngressOptions: [{ servicePort: 0, servicePortName: 'a', ingressURLFormat: 'a.example' }],
      }),
    ).toThrow(
      [
        'driver.gpu.quantity is 0; it must be a whole number, 1 or more, for example 1',
        'driver.ports[0].containerPort is 0; it must be a whole number, 1 to 65535, for example 1',
        'dynamicAllocation.initialExecutors is -1; it must be a whole number, 0 or more, for example 1',
        'dynamicAllocation.minExecutors is -1; it must be a whole number, 0 or more, for example 1',
        'dynamicAllocation.maxExecutors is 0; it must be a whole number, 1 or more, for example 1',
        'monitoring.prometheus.port is 1023; it must be a whole number, 1024 to 49151, for example 1024',
        'sparkUIOptions.servicePort is 65536; it must be a whole number, 1 to 65535, for example 1',
        'driverIngressOptions[0].servicePort is 0; it must be a whole number, 1 to 65535, for example 1',
      ].join('; '),
    );
  });

  test('empty maps are left out', () => {
    const empty = { sparkConf: {}, hadoopConf: {}, nodeSelector: {}, driver: { labels: {}, envVars: {} } };
    expect(specOf(empty)).toEqual(specOf({}));
  });

  test('an empty argument is a legal argument', () => {
    expect(specOf({ arguments: ['--prefix', ''] }).arguments).toEqual(['--prefix', '']);
  });
});

describe('enums', () => {
  test.each(Object.values(SparkApplicationType))('the CRD knows type %s', (type) => {
    expect(specOf({ type }).type).toBe(type);
  });

  test.each(Object.values(PythonVersion))('the CRD knows Python %s', (pythonVersion) => {
    expect(specOf({ pythonVersion }).pythonVersion).toBe(pythonVersion);
  });
});
