import { ApiObject, App, Chart, Duration, Size, Testing } from 'cdk8s';
import { Cpu, ImagePullPolicy, k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import {
  FailurePolicy,
  FeatureGate,
  HelmDelivery,
  type HelmValues,
  LogEncoder,
  LogLevel,
  type Release,
  SparkOperator,
  type SparkOperatorProps,
  SparkServiceAccount,
  TimestampPrecision,
} from '../../lib';
import { CHARTS } from '../../lib/chart/charts';
import { CHART_VERSION } from '../../lib/versions';
import { yamlOf } from '../support/yaml';

const valuesFile = (operator: SparkOperator): HelmValues => operator.node.findChild('values') as HelmValues;

describe('SparkOperator', () => {
  it('writes out what the chart would do by default', () => {
    const operator = new SparkOperator(Testing.app(), 'spark-operator');
    expect(operator).toMatchObject({
      releaseName: 'spark-operator',
      namespace: 'spark-operator',
      chartVersion: CHART_VERSION,
      jobNamespaces: ['default'],
      driverServiceAccount: { serviceAccountName: 'spark-operator-spark' },
    });
    expect(yamlOf(valuesFile(operator))).toMatchSnapshot();
  });

  it('takes every prop', () => {
    const pod = {
      logEncoder: LogEncoder.JSON,
      logLevel: LogLevel.DEBUG,
      resources: {
        cpu: { request: Cpu.millis(500), limit: Cpu.units(2) },
        memory: { request: Size.mebibytes(1536), limit: Size.gibibytes(2) },
        ephemeralStorage: { limit: Size.kibibytes(1500) },
      },
      kubeApiQps: 0.5,
      kubeApiBurst: 40,
      leaderElection: true,
      revisionHistoryLimit: 3,
      disruptionBudget: { minAvailable: k8s.IntOrString.fromString('50%') },
      topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' }],
      priorityClassName: 'system-cluster-critical',
      nodeSelector: { pool: 'system' },
      affinity: { podAntiAffinity: {} },
      tolerations: [{ operator: 'Exists' }],
      access: {
        createServiceAccount: false,
        serviceAccountName: 'own',
        serviceAccountAnnotations: { role: 'reader' },
        automountToken: true,
        createRbac: false,
        rbacAnnotations: { team: 'data' },
      },
      podLabels: { team: 'data' },
      podAnnotations: { note: 'ours' },
      env: [{ name: 'HTTPS_PROXY', value: 'http://proxy' }],
      envFrom: [{ configMapRef: { name: 'proxy' } }],
      volumes: [{ name: 'cache', emptyDir: {} }],
      volumeMounts: [{ name: 'cache', mountPath: '/cache' }],
      sidecars: [{ name: 'side', image: 'side:1' }],
      podSecurityContext: { fsGroup: 200 },
      securityContext: { runAsUser: 200 },
      hostUsers: false,
    };
    const all: Required<SparkOperatorProps> = {
      releaseName: 'spark',
      namespace: 'operators',
      chartVersion: '2.5.1',
      nameOverride: 'jobs',
      fullnameOverride: 'data-jobs',
      commonLabels: { team: 'data' },
      image: {
        registry: 'registry.example.com',
        repository: 'spark-operator',
        tag: '2.5.1-1',
        pullPolicy: ImagePullPolicy.ALWAYS,
        pullSecrets: ['registry'],
      },
      crdUpgradeHook: {
        image: { registry: 'registry.example.com', repository: 'kubectl', tag: '1' },
        tolerations: [{ key: 'system' }],
      },
      jobNamespaces: ['a', 'b'],
      jobNamespaceSelector: 'spark=yes',
      driverServiceAccount: SparkServiceAccount.fromServiceAccountName('driver'),
      driverAccess: { automountToken: false, rbacAnnotations: { team: 'data' } },
      controller: {
        ...pod,
        replicas: 2,
        workers: 4,
        batchScheduling: { kubeSchedulerNames: ['mine'], defaultScheduler: 'volcano' },
        featureGates: [FeatureGate.LOAD_SPARK_DEFAULTS],
        driverPodCreationGracePeriod: Duration.seconds(90),
        maxTrackedExecutorsPerApp: 50,
        timestampPrecision: TimestampPrecision.SECONDS,
        leaseDuration: Duration.minutes(1),
        renewDeadline: Duration.seconds(40),
        retryPeriod: Duration.millis(1500),
        workQueue: { bucketQps: 5, bucketSize: 50, limitDelay: true, maxDelay: Duration.hours(1) },
        profiling: { port: 6061, portName: 'profiles' },
      },
      webhook: {
        ...pod,
        enabled: true,
        replicas: 3,
        port: 9444,
        portName: 'hook',
        failurePolicy: FailurePolicy.IGNORE,
        timeout: Duration.seconds(5),
        resourceQuotaEnforcement: true,
      },
      certManager: {
        issuer: { name: 'ca' },
        duration: Duration.days(90),
        renewBefore: Duration.days(30),
      },
      metrics: {
        enabled: true,
        port: 8082,
        portName: 'numbers',
        endpoint: '/numbers',
        prefix: 'spark_',
        labels: ['team', 'stage'],
        jobSubmitLatencyBuckets: [Duration.millis(500), Duration.seconds(2)],
        jobStartLatencyBuckets: [Duration.minutes(1)],
        podMonitor: {
          labels: { release: 'prometheus' },
          jobLabel: 'job',
          scheme: 'https',
          interval: Duration.seconds(30),
        },
      },
      ui: {
        service: true,
        ingress: {
          urlFormat: '{{$appName}}.ui.example.org',
          className: 'nginx',
          tls: [{ hosts: ['*.ui.example.org'], secretName: 'tls' }],
          annotations: { a: 'b' },
        },
      },
      extraValues: { controller: { workers: 5, labels: { stage: 'test' } }, commonLabels: { a: 'b' } },
      delivery: HelmDelivery.valuesFile('gitops'),
      folder: 'helm',
    };
    const operator = new SparkOperator(Testing.app(), 'spark-operator', all);
    expect(valuesFile(operator).path).toBe('gitops/values.yaml');
    expect(yamlOf(valuesFile(operator))).toMatchSnapshot();
  });

  it('names the account of the chart as the chart does', () => {
    const operator = new SparkOperator(Testing.app(), 'spark-operator', { releaseName: 'data' });
    expect(operator.driverServiceAccount?.serviceAccountName).toBe('data-spark-operator-spark');
  });

  it('has no account of drivers where the chart makes none, since it watches all namespaces', () => {
    const operator = (props: SparkOperatorProps): SparkOperator =>
      new SparkOperator(Testing.app(), 'spark-operator', { jobNamespaces: [], ...props });
    expect(operator({}).driverServiceAccount).toBeUndefined();
    const mine = SparkServiceAccount.fromServiceAccountName('mine');
    expect(operator({ driverServiceAccount: mine }).driverServiceAccount).toBe(mine);
  });

  it('leaves account and Role to the app when the app owns the account', () => {
    const app = new App();
    const account = new SparkServiceAccount(new Chart(app, 'rbac'), 'spark');
    const operator = new SparkOperator(app, 'spark-operator', { driverServiceAccount: account });
    expect(operator.driverServiceAccount).toBe(account);
    expect(operator.values.spark).toMatchObject({
      serviceAccount: { create: false, name: 'spark' },
      rbac: { create: false },
    });
  });

  it('lays extraValues over its own as Helm does: maps are merged, everything else is replaced', () => {
    const values = (extraValues: Readonly<Record<string, unknown>>): Readonly<Record<string, any>> =>
      new SparkOperator(Testing.app(), 'spark-operator', { extraValues }).values;
    expect(values({ webhook: { port: 9999 } }).webhook).toMatchObject({ port: 9999, replicas: 1 });
    expect(values({ webhook: { port: { a: 1 } } }).webhook.port).toEqual({ a: 1 });
    expect(values({ webhook: null }).webhook).toBeNull();
    expect(values({ webhook: ['a'] }).webhook).toEqual(['a']);
    expect(values({ spark: { jobNamespaces: ['z'] } }).spark.jobNamespaces).toEqual(['z']);
  });

  it('has outputs that agree with its values, whatever made them', () => {
    const operator = new SparkOperator(Testing.app(), 'spark-operator', {
      jobNamespaces: ['a'],
      driverServiceAccount: SparkServiceAccount.fromServiceAccountName('driver'),
      extraValues: { spark: { jobNamespaces: ['z'], serviceAccount: { name: 'other' } } },
    });
    expect(operator.jobNamespaces).toEqual(['z']);
    expect(operator.driverServiceAccount?.serviceAccountName).toBe('other');
  });

  it('follows fullnameOverride in the name of the account', () => {
    const extraValues = { fullnameOverride: 'jobs' };
    const operator = new SparkOperator(Testing.app(), 'spark-operator', { extraValues });
    expect(operator.driverServiceAccount?.serviceAccountName).toBe('jobs-spark');
  });

  it('keeps the volumes and mounts of the chart beside those that are added', () => {
    const { values } = new SparkOperator(Testing.app(), 'spark-operator', {
      controller: {
        volumes: [{ name: 'own', emptyDir: {} }],
        volumeMounts: [{ name: 'own', mountPath: '/tmp' }],
      },
    });
    expect(values.controller).toMatchObject({
      volumes: [
        { name: 'tmp', emptyDir: { sizeLimit: '1Gi' } },
        { name: 'own', emptyDir: {} },
      ],
      volumeMounts: [{ name: 'own', mountPath: '/tmp' }],
    });
  });

  it('names all feature gates of its version, on or off', () => {
    const gates = (chartVersion: string): unknown =>
      new SparkOperator(Testing.app(), 'spark-operator', {
        chartVersion,
        controller: { featureGates: [FeatureGate.PARTIAL_RESTART] },
      }).release.get('controller.featureGates');
    expect(gates('2.5.2')).toEqual([
      { name: 'PartialRestart', enabled: true },
      { name: 'LoadSparkDefaults', enabled: false },
    ]);
    expect(gates('2.4.0')).toEqual([{ name: 'PartialRestart', enabled: true }]);
  });

  it('fails on amounts that the chart cannot write, naming all of them', () => {
    const props: SparkOperatorProps = {
      controller: {
        retryPeriod: Duration.millis(0.5),
        resources: { memory: { limit: Size.kibibytes(0.5) } },
      },
      webhook: { timeout: Duration.millis(1500) },
      driverServiceAccount: SparkServiceAccount.fromServiceAccountName('driver'),
      driverAccess: { serviceAccountName: 'other' },
    };
    expect(() => new SparkOperator(Testing.app(), 'spark', props)).toThrow(
      /^Spark operator "spark": controller\.resources\.memory\.limit is .*; it must be whole KiB, for example Size\.mebibytes\(512\); controller\.retryPeriod is .*; it must be whole milliseconds, for example Duration\.seconds\(30\); webhook\.timeout is 1\.5 s; it must be whole seconds, for example Duration\.seconds\(10\); driverServiceAccount and driverAccess\.serviceAccountName both name the account of the drivers; keep one$/,
    );
  });

  it('keeps what it was given when the caller changes it later', () => {
    const [jobNamespaces, tolerations] = [['a'], [{ operator: 'Exists' }]];
    const extraValues = { controller: { tolerations } };
    const operator = new SparkOperator(Testing.app(), 'spark-operator', { jobNamespaces, extraValues });
    jobNamespaces.push('b');
    tolerations.pop();
    expect(operator.jobNamespaces).toEqual(['a']);
    expect(operator.values).toMatchObject({
      controller: { tolerations: [{ operator: 'Exists' }] },
      spark: { jobNamespaces: ['a'] },
    });
  });

  it('is delivered in a way of one class', () => {
    class Shelf extends HelmDelivery {
      public bind(scope: Construct, { name, namespace, values }: Release): void {
        const spec = { chart: `${HelmDelivery.REPOSITORY}/${HelmDelivery.CHART}`, values };
        const metadata = { name, namespace };
        new ApiObject(scope, 'Shelf', { apiVersion: 'example.com/v1', kind: 'Shelf', metadata, spec });
      }
    }
    const chart = new Chart(new App(), 'platform');
    const operator = new SparkOperator(chart, 'spark-operator', { delivery: new Shelf() });
    expect(chart.toJson()).toEqual([
      {
        apiVersion: 'example.com/v1',
        kind: 'Shelf',
        metadata: { name: 'spark-operator', namespace: 'spark-operator' },
        spec: { chart: 'https://kubeflow.github.io/spark-operator/spark-operator', values: operator.values },
      },
    ]);
  });

  it('writes its values beside a chart that it stands in, without renumbering the files', () => {
    const app = new App();
    const chart = new Chart(app, 'platform');
    const operator = new SparkOperator(chart, 'spark-operator');
    expect(chart.toJson()).toEqual([]);
    expect(valuesFile(operator).documents()).toEqual([operator.values]);
  });

  it('fails on what Helm cannot install, naming all of it', () => {
    const release = { releaseName: 'My release', namespace: 'a'.repeat(64), chartVersion: 'latest' };
    expect(() => new SparkOperator(Testing.app(), 'spark', release)).toThrow(
      'Spark operator "spark": releaseName is "My release"; it must be 1 to 53 lower-case letters, digits and dashes, ' +
        `with a letter or digit at both ends, for example spark-jobs; namespace is "${'a'.repeat(64)}"; it must be 1 to 63 lower-case letters`,
    );
  });

  it('fails on the name and namespace of another release of the app', () => {
    const app = new App();
    new SparkOperator(app, 'one');
    expect(() => new SparkOperator(app, 'two', { jobNamespaces: ['other'] })).toThrow(
      'Spark operator "two": releaseName is "spark-operator" and namespace "spark-operator", as of another release of the ' +
        'app; give one of them another name, or make them for two clusters in two apps',
    );
    for (const other of [{ releaseName: 'blue' }, { namespace: 'blue' }])
      expect(() => new SparkOperator(app, Object.keys(other)[0]!, other)).not.toThrow();
    expect(() => new SparkOperator(new App(), 'two')).not.toThrow();
  });

  it.each([
    ['1.4.6', '2.2.1'],
    ['2.4.7', '2.4.0'],
    ['2.99.0', CHART_VERSION],
    ['v2.5.0', '2.5.0'],
    ['latest', CHART_VERSION],
  ])('fails on chart version %s and names %s', (chartVersion, nearest) => {
    expect(() => new SparkOperator(Testing.app(), 'spark', { chartVersion })).toThrow(
      `chartVersion is "${chartVersion}", whose values are not known; known are 2.2.1, 2.3.0, ` +
        `${[...CHARTS.keys()].slice(2).join(', ')}, the nearest is ${nearest}`,
    );
  });
});
