import { join } from 'node:path';
import { Duration } from 'cdk8s';
import {
  AccessKeys,
  type ClusterApp,
  ExecutorServiceAccount,
  LakeFs,
  ManifestFile,
  RunSubmitter,
  RunTemplate,
  ScheduledSparkApplication,
  Schedule,
  SparkAdmissionPolicy,
  SparkApplication,
  type SparkApplicationTemplate,
  SparkPermissions,
  SparkServiceAccount,
} from '../../lib';
import { Manifests } from './support/manifests';
import { refuseForeignCluster } from './support/release';
import { eventually, kubectl, kubectlFeed, run } from './support/shell';
import { chart } from './support/target';

const JOBS = 'test-admission';
const STEPS = 'test-admission-steps';
const IMAGE = 'registry.example/jobs/etl:1.0.0';
const lakefs = new LakeFs({
  endpoint: 'http://lakefs:8000',
  repository: 'lake',
  keys: AccessKeys.fromSecret('lakefs-credentials'),
});

function platform(app: ClusterApp): void {
  const accounts = new ManifestFile(app, 'accounts', {
    folder: 'apply',
    namespace: JOBS,
  });
  const serviceAccount = new SparkServiceAccount(accounts, 'spark');
  new SparkServiceAccount(accounts, 'chart', {
    name: 'chart',
    permissions: SparkPermissions.CHART,
  });
  const executor = {
    serviceAccount: new ExecutorServiceAccount(accounts, 'executor'),
  };
  const jobs = new ManifestFile(app, 'jobs', {
    folder: 'run',
    namespace: JOBS,
  });
  const job: SparkApplicationTemplate = {
    sparkVersion: '3.5.8',
    image: IMAGE,
    mainApplicationFile: 'local:///opt/etl.py',
    serviceAccount,
    executor,
    timeToLive: Duration.days(1),
    driver: {
      sidecars: [{ name: 'logs', image: 'registry.example/tools/logs:2.0.0' }],
    },
  };
  const application = new SparkApplication(jobs, 'etl', {
    name: 'etl',
    ...job,
  });
  application.with(lakefs.catalog('lake', { branch: 'main' }));
  new ScheduledSparkApplication(jobs, 'nightly', {
    name: 'nightly',
    schedule: Schedule.every(Duration.days(1)),
    timeZone: 'UTC',
    template: job,
  });
  const released = new ManifestFile(app, 'template', { folder: 'apply' });
  const template = new RunTemplate(released, 'template', { application });
  const steps = new ManifestFile(app, 'steps', {
    folder: 'apply',
    namespace: STEPS,
  });
  new RunSubmitter(steps, 'submitter', { templates: [template] });
  // Where steps live beside the jobs, there is an account that a driver could take.
  new RunSubmitter(accounts, 'near', { name: 'near-submitter', templates: [template] });
  new SparkAdmissionPolicy(new ManifestFile(app, 'policy', { folder: 'policy' }), 'policy', {
    name: 'test-admission',
    namespaces: [JOBS],
    driverAccounts: [SparkServiceAccount.fromServiceAccountName('chart')],
    images: ['registry.example/shared/'],
  });
}

const SPARK = `system:serviceaccount:${JOBS}:spark`;
const CHART = `system:serviceaccount:${JOBS}:chart`;
const SUBMITTER = `system:serviceaccount:${STEPS}:spark-submitter`;

/** `kubectl` with the rights of an account. */
function as(user: string): string[] {
  const namespace = user.split(':')[2]!;
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
  return [`--as=${user}`, ...groups.map((group) => `--as-group=${group}`)];
}

function create(user: string, object: object): string {
  return kubectlFeed([object], 'create', '--dry-run=server', ...as(user));
}

const manifests = Manifests.synth(platform);
const [etl, nightly] = manifests.objects('run');
const releasedTemplate = manifests.objects('apply').find(({ kind }) => kind === 'ConfigMap');

/** The application under a name that is free, after a change of its spec. */
function changed(kind: string, change?: (spec: any) => void): any {
  const object = structuredClone(kind === 'SparkApplication' ? etl : nightly);
  object.metadata.name = 'changed';
  change?.(kind === 'SparkApplication' ? object.spec : object.spec.template);
  return object;
}

function pod(spec: object): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'changed', namespace: JOBS },
    spec: {
      containers: [{ name: 'main', image: IMAGE }],
      serviceAccountName: 'spark-executor',
      ...spec,
    },
  };
}

describe('an admission policy that an app has made', () => {
  beforeAll(async () => {
    refuseForeignCluster(manifests);
    for (const namespace of [JOBS, STEPS]) kubectl('create', 'namespace', namespace);
    kubectl('apply', '-f', join(manifests.folder, 'apply'));
    // The policies need no operator, only what a SparkApplication is.
    const [name, ...where] = chart();
    const crds = run('helm', ['show', 'crds', name!, ...where]);
    run('kubectl', ['apply', '--server-side', '--force-conflicts', '-f', '-'], crds);
    kubectl('wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s');
    const before = changed('SparkApplication', (spec) => (spec.image = 'evil/image:1'));
    before.metadata.name = 'before';
    kubectlFeed([before], 'create');
    kubectl('apply', '-f', join(manifests.folder, 'policy'));
    await eventually('policies in force', 60, () => {
      for (const attempt of [
        () =>
          create(
            SUBMITTER,
            changed('SparkApplication', (spec) => (spec.mode = 'client')),
          ),
        () => create(SPARK, pod({ serviceAccountName: 'spark' })),
        () =>
          kubectl(
            '-n',
            JOBS,
            'delete',
            'configmap',
            releasedTemplate.metadata.name,
            '--dry-run=server',
            ...as(CHART),
          ),
      ]) {
        try {
          attempt();
          return undefined;
        } catch (error) {
          if (!String(error).includes('ValidatingAdmissionPolicy')) throw error;
        }
      }
      return true;
    });
  });

  afterAll(() => {
    kubectl('delete', '-f', join(manifests.folder, 'policy'), '--ignore-not-found');
    kubectl('delete', 'namespace', JOBS, STEPS, '--ignore-not-found', '--wait');
  });

  test('lets the applications of the app pass, and a next version of their image', () => {
    kubectl('apply', '--server-side', '--dry-run=server', '-f', join(manifests.folder, 'run'));
    expect(create(SUBMITTER, changed('SparkApplication'))).toContain('created (server dry run)');
    expect(
      create(
        SUBMITTER,
        changed('SparkApplication', (spec) => {
          spec.image = 'registry.example/jobs/etl:2.0.0';
          spec.driver.sidecars[0].image = 'registry.example/shared/any/logs';
        }),
      ),
    ).toContain('created (server dry run)');
  });

  const refusals: [string, (spec: any) => void, string][] = [
    [
      'another account of the driver',
      (s) => (s.driver.serviceAccount = 'spark-submitter'),
      'driver.serviceAccount is spark-submitter; allowed: chart, spark',
    ],
    [
      'no account of the driver',
      (s) => delete s.driver.serviceAccount,
      'driver.serviceAccount is default; allowed: chart, spark',
    ],
    [
      'executors as their driver',
      (s) => delete s.executor.serviceAccount,
      'executor.serviceAccount is spark; allowed: spark-executor',
    ],
    ['another image', (s) => (s.image = 'evil/image:1'), 'image evil/image:1 is not allowed'],
    [
      'an image that only begins like an allowed one',
      (s) => (s.image = 'registry.example/jobs/etl:5000/evil'),
      'image registry.example/jobs/etl:5000/evil is not allowed',
    ],
    [
      'an image whose dots are other letters',
      (s) => (s.image = 'registryxexample/jobs/etl:1'),
      'image registryxexample/jobs/etl:1 is not allowed',
    ],
    [
      'another image of executors',
      (s) => (s.executor.image = 'evil/image:1'),
      'image evil/image:1 is not allowed',
    ],
    [
      'an init container',
      (s) => (s.executor.initContainers = [{ name: 'a', image: 'evil/init' }]),
      'image evil/init is not allowed',
    ],
    [
      'a sidecar',
      (s) => s.driver.sidecars.push({ name: 'a', image: 'evil/sidecar' }),
      'image evil/sidecar is not allowed',
    ],
    [
      'a path of the node',
      (s) => (s.volumes = [{ name: 'a', hostPath: { path: '/' } }]),
      'volumes has a hostPath',
    ],
    [
      'a pod template',
      (s) => (s.executor.template = { spec: { hostPID: true } }),
      'driver or executor has a pod template',
    ],
    ['the network of the node', (s) => (s.driver.hostNetwork = true), 'driver or executor has hostNetwork'],
    [
      'a privileged driver',
      (s) => (s.driver.securityContext = { privileged: true }),
      'a container is privileged',
    ],
    [
      'a privileged sidecar',
      (s) => (s.driver.sidecars[0].securityContext = { privileged: true }),
      'a container is privileged',
    ],
    ['client mode', (s) => (s.mode = 'client'), 'mode is client'],
    [
      'an image in a setting',
      (s) => (s.sparkConf['spark.kubernetes.executor.container.image'] = 'evil/image'),
      'sparkConf has spark.kubernetes.executor.container.image; say it in the fields',
    ],
    [
      'an image in a key',
      (s) => (s.sparkConf['spark.kubernetes.container.image=evil/image'] = ''),
      'sparkConf has spark.kubernetes.container.image=evil/image',
    ],
    [
      'a path of the node in a setting',
      (s) => (s.sparkConf['spark.kubernetes.driver.volumes.hostPath.a.options.path'] = '/'),
      'sparkConf has spark.kubernetes.driver.volumes.hostPath.a.options.path',
    ],
    [
      'an account in a setting',
      (s) => (s.sparkConf['spark.kubernetes.authenticate.executor.serviceAccountName'] = 'x'),
      'sparkConf has spark.kubernetes.authenticate.executor.serviceAccountName',
    ],
  ];

  describe.each(['SparkApplication', 'ScheduledSparkApplication'])('refuses a %s with', (kind) => {
    test.each(refusals)('%s', (_, change, message) => {
      const object = changed(kind, (spec) => {
        spec.sparkConf ??= {};
        change(spec);
      });
      expect(() => kubectlFeed([object], 'create', '--dry-run=server')).toThrow(message);
    });
  });

  test('says everything that is wrong at once', () => {
    const object = changed('SparkApplication', (spec) => {
      spec.image = 'evil/image:1';
      spec.driver.serviceAccount = 'default';
      spec.volumes = [{ name: 'a', hostPath: { path: '/' } }];
    });
    expect(() => create(SUBMITTER, object)).toThrow(
      'driver.serviceAccount is default; allowed: chart, spark; image evil/image:1 is not allowed; allowed: ' +
        'registry.example/jobs/etl, registry.example/shared/, registry.example/tools/logs; volumes has a hostPath',
    );
  });

  test('looks at changes of the spec, and leaves what was there before to be labelled and deleted', () => {
    const label = ['label', 'sparkapplication/before', 'a=b', '--overwrite'];
    expect(kubectl('-n', JOBS, ...label)).toContain('labeled');
    const patch = JSON.stringify({ spec: { arguments: ['x'] } });
    expect(() =>
      kubectl('-n', JOBS, 'patch', 'sparkapplication/before', '--type=merge', '-p', patch),
    ).toThrow('image evil/image:1 is not allowed');
    expect(kubectl('-n', JOBS, 'delete', 'sparkapplication/before')).toContain('deleted');
  });

  describe('a driver', () => {
    test('makes executors', () => {
      expect(create(SPARK, pod({}))).toContain('created (server dry run)');
    });

    test.each([
      [
        'as the submitter, with its Secret',
        {
          serviceAccountName: 'near-submitter',
          containers: [
            {
              name: 'main',
              image: IMAGE,
              envFrom: [{ secretRef: { name: 'lakefs-credentials' } }],
            },
          ],
        },
        'serviceAccountName is near-submitter; allowed: spark-executor',
      ],
      ['as itself', { serviceAccountName: 'spark' }, 'serviceAccountName is spark; allowed: spark-executor'],
      [
        'of another image',
        { containers: [{ name: 'main', image: 'evil/image' }] },
        'image evil/image is not allowed',
      ],
      [
        'with a path of the node',
        { volumes: [{ name: 'a', hostPath: { path: '/' } }] },
        'volumes has a hostPath',
      ],
      ['in the processes of the node', { hostPID: true }, 'it has hostNetwork, hostPID or hostIPC'],
    ])('makes no pod %s', (_, spec, message) => {
      expect(() => create(SPARK, pod(spec))).toThrow(message);
    });

    test('replaces no template: by its role, and with the role of the chart by the policy', () => {
      const { name } = releasedTemplate.metadata;
      const remove = ['-n', JOBS, 'delete', 'configmap', name, '--dry-run=server'];
      const evil = {
        ...releasedTemplate,
        metadata: { name: `${name}-0`, namespace: JOBS },
      };
      expect(() => kubectl(...remove, ...as(SPARK))).toThrow('cannot delete resource "configmaps"');
      expect(() => create(SPARK, evil)).toThrow('cannot create resource "configmaps"');
      expect(() => kubectl(...remove, ...as(CHART))).toThrow('change and delete no templates of runs');
      expect(() => create(CHART, evil)).toThrow('change and delete no templates of runs');
      const own = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'own', namespace: JOBS },
        data: {},
      };
      expect(create(CHART, own)).toContain('created (server dry run)');
    });
  });

  test('a driver of the operator runs as an account of drivers, whatever made it', () => {
    const operator = 'system:serviceaccount:spark-operator:spark-operator-controller';
    const asOperator = [`--as=${operator}`, '--as-group=system:masters'];
    const make = (spec: object): string =>
      kubectlFeed([pod(spec)], 'create', '--dry-run=server', ...asOperator);
    expect(make({ serviceAccountName: 'spark' })).toContain('created (server dry run)');
    expect(() => make({ serviceAccountName: 'default' })).toThrow(
      'serviceAccountName is default; allowed: chart, spark',
    );
  });

  test('pods that others make are none of its business', () => {
    expect(
      kubectlFeed([pod({ serviceAccountName: 'default', hostPID: true })], 'create', '--dry-run=server'),
    ).toContain('created (server dry run)');
  });

  test('the submitter reads the template that it starts, and no other ConfigMap and no Secret', () => {
    const get = (what: string): string => kubectl('-n', JOBS, 'get', what, '-o', 'name', ...as(SUBMITTER));
    expect(get(`configmap/${releasedTemplate.metadata.name}`)).toContain('configmap/etl-');
    expect(() => get('configmap/kube-root-ca.crt')).toThrow('cannot get resource "configmaps"');
    expect(() => get('configmap')).toThrow('cannot list resource "configmaps"');
    expect(() => get('secret/lakefs-credentials')).toThrow('cannot get resource "secrets"');
    expect(() => create(SUBMITTER, pod({}))).toThrow('cannot create resource "pods"');
  });
});
