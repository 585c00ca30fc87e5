import { readFileSync } from 'node:fs';
import { App, Chart, Duration, Size } from 'cdk8s';
import { Teams } from '../../examples/namespaces/teams';
import {
  AccessKeys,
  Credentials,
  IcebergCatalog,
  NamespacePart,
  PodIdentity,
  S3Store,
  SparkApplication,
  SparkNamespace,
  SparkPermissions,
  SparkServiceAccount,
  type SparkApplicationProps,
  type SparkFeature,
  type SparkNamespaceProps,
} from '../../lib';
import { checkManifests } from '../../lib/check/check';
import { objectsOf, testChart } from '../support/chart';
import { printed } from '../support/console';
import { yamlOf } from '../support/yaml';

const keys = AccessKeys.fromSecret('minio-credentials');
const minio = new S3Store({ endpoint: 'http://minio.storage.svc:9000', keys });
const aws = S3Store.aws('eu-central-1', {
  credentials: Credentials.podIdentity(PodIdentity.irsa('arn:aws:iam::111122223333:role/spark')),
});

function job(
  scope: Chart,
  namespace: SparkNamespace,
  props: Partial<SparkApplicationProps> = {},
  ...features: SparkFeature[]
): SparkApplication {
  return new SparkApplication(scope, 'job', {
    name: 'etl',
    namespace: namespace.name,
    sparkVersion: '3.5.8',
    image: 'registry.example.com/spark/etl:1.0.0',
    mainApplicationFile: 'local:///job.py',
    serviceAccount: namespace.driverAccount,
    timeToLive: Duration.days(1),
    ...props,
    executor: { serviceAccount: namespace.executorAccount, instances: 2, ...props.executor },
  }).with(...features);
}

/** The objects of a namespace with a job, by kind and name. */
function made(props: Partial<SparkNamespaceProps>, ...features: SparkFeature[]): Map<string, any> {
  const chart = testChart();
  job(chart, new SparkNamespace(chart, 'namespace', { name: 'etl', ...props }), {}, ...features);
  return new Map(objectsOf(chart).map((object: any) => [`${object.kind} ${object.metadata.name}`, object]));
}

function egress(objects: Map<string, any>): any {
  return objects.get('NetworkPolicy spark-servers').spec.egress;
}

describe('SparkNamespace', () => {
  it('makes a namespace ready for the jobs of the app', () => {
    const chart = testChart();
    const namespace = new SparkNamespace(chart, 'namespace', { name: 'etl' });
    job(chart, namespace, {}, minio.bucket('raw'), aws.bucket('archive'));
    expect(namespace.size.atMost).toEqual({ pods: 3, cpu: 3, memory: 4299 });
    expect(yamlOf(chart)).toMatchSnapshot();
  });

  it('takes every prop', () => {
    const chart = testChart();
    const all: Required<SparkNamespaceProps> = {
      name: 'etl',
      labels: { 'example.com/team': 'data' },
      requiredLabels: ['example.com/owner', 'example.com/cost-centre'],
      podSecurityVersion: 'v1.34',
      permissions: SparkPermissions.CHART,
      identity: PodIdentity.gkeWorkloadIdentity('spark@project.iam.gserviceaccount.com'),
      driverAccount: SparkServiceAccount.fromServiceAccountName('drivers'),
      executorAccount: SparkServiceAccount.fromServiceAccountName('executors'),
      quota: { pods: 20, cpu: 16, memory: 65_536 },
      priorities: [
        { name: 'nightly', value: 1000 },
        { name: 'adhoc', value: -10, preempts: false },
      ],
      servers: { 'minio.corp': { cidrs: ['10.0.7.0/24', 'fd00::/64'], port: 29_000 } },
      apiServer: { cidrs: ['10.244.0.1/32'], port: 6443 },
      allowFrom: [{ podSelector: { matchLabels: { app: 'prometheus' } } }],
      controller: SparkServiceAccount.fromServiceAccountName('controller', { namespace: 'operators' }),
      images: ['registry.example.com/spark/'],
      leftOut: [{ part: NamespacePart.LIMIT_RANGE, reason: 'one of the platform is applied everywhere' }],
    };
    const store = new S3Store({ endpoint: 'https://minio.corp', keys });
    job(chart, new SparkNamespace(chart, 'namespace', all), {}, store.bucket('raw'));
    expect(yamlOf(chart)).toMatchSnapshot();
  });

  it.each([
    [NamespacePart.NAMESPACE, 'Namespace etl'],
    [NamespacePart.NETWORK_POLICIES, 'NetworkPolicy deny-all'],
    [NamespacePart.ADMISSION_POLICY, 'ValidatingAdmissionPolicy spark-etl-pods'],
    [NamespacePart.LIMIT_RANGE, 'LimitRange spark'],
    [NamespacePart.QUOTA, 'ResourceQuota spark'],
  ])('leaves out for a reason: %s', (part, object) => {
    expect(made({}).has(object)).toBe(true);
    const objects = made({ leftOut: [{ part, reason: 'somebody else cares for it' }] });
    expect(objects.has(object)).toBe(false);
    if (part === NamespacePart.NAMESPACE) return;
    expect(objects.get('Namespace etl').metadata.annotations).toEqual({
      [`cdk8s-spark-operator/without-${part}`]: 'somebody else cares for it',
    });
  });

  it('opens what the settings of the jobs name, and nothing else', () => {
    const uri = 'jdbc:postgresql://db.data:5433/iceberg';
    const warehouse = 's3a://raw/warehouse';
    const buckets = [minio.bucket('raw')];
    const objects = made({}, IcebergCatalog.jdbc('lake', { uri, warehouse, buckets }));
    const to = (namespace: string) => ({
      to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } }],
    });
    expect(egress(objects)).toEqual([to('data'), to('storage')]);
    const internet = egress(made({}, aws.bucket('archive')));
    expect(internet).toHaveLength(1);
    expect(internet[0]).toMatchObject({
      to: [{ ipBlock: { cidr: '0.0.0.0/0', except: expect.arrayContaining(['10.0.0.0/8']) } }],
      ports: [{ port: 443, protocol: 'TCP' }],
    });
    // An empty list would not survive in the API server, and be brought back by each apply.
    expect(egress(made({}))).toBeUndefined();
    const agents = egress(made({ identity: PodIdentity.eksPodIdentity() }));
    expect(agents[0].to).toContainEqual({ ipBlock: { cidr: '169.254.170.23/32' } });
  });

  it('closes nothing that Spark needs, and each policy is needed', () => {
    const chart = testChart();
    job(chart, new SparkNamespace(chart, 'namespace', { name: 'etl' }), {}, minio.bucket('raw'));
    const objects = objectsOf(chart) as any[];
    const shut = (without?: string): string[] =>
      checkManifests(
        objects
          .filter(({ kind, metadata }) => kind !== 'NetworkPolicy' || metadata.name !== without)
          .map((object) => JSON.stringify(object)),
      )
        .filter(({ rule }) => rule.id.startsWith('network-policy'))
        .map(({ message }) => message);
    expect(shut()).toEqual([]);
    expect(shut('spark-jobs')[0]).toContain('select the driver, and none lets executors reach the driver');
    expect(shut('spark-driver-api-server')[0]).toContain('none lets it reach the API server');
  });

  it('fails for a host of a private network without an address', () => {
    const app = new App();
    const chart = new Chart(app, 'jobs');
    const store = new S3Store({ endpoint: 'https://minio.corp', keys });
    job(chart, new SparkNamespace(chart, 'namespace', { name: 'etl' }), {}, store.bucket('raw'));
    expect(() => app.synthYaml()).toThrow(
      'jobs of namespace etl ask minio.corp:443, and no policy of the network can know its address; give servers: ' +
        '{ "minio.corp": { cidrs: [...] } }',
    );
  });

  it.each([
    [
      { cpu: 1.5, memory: 4299 },
      { 'requests.cpu': '1500m', 'requests.memory': '4299Mi' },
    ],
    [
      { cpu: 16, memory: 65_536 },
      { 'requests.cpu': '16', 'requests.memory': '64Gi' },
    ],
    [{ cpu: 0.0001 }, { 'requests.cpu': '1m' }],
    [{ cpu: 1.9999 }, { 'requests.cpu': '2' }],
    [
      { cpu: 1.001, memory: 2 ** 20 },
      { 'requests.cpu': '1001m', 'requests.memory': '1Ti' },
    ],
  ])('writes the quota %j as the API server keeps it', (quota, hard) => {
    const chart = testChart();
    new SparkNamespace(chart, 'namespace', { name: 'etl', quota });
    const quotas = (objectsOf(chart) as { kind: string }[]).filter(({ kind }) => kind === 'ResourceQuota');
    expect(quotas).toEqual([expect.objectContaining({ spec: { hard } })]);
  });

  it('fails for a job that is larger than the quota', () => {
    const synth = (memory: number): void => {
      const app = new App();
      const chart = new Chart(app, 'jobs');
      const namespace = new SparkNamespace(chart, 'namespace', { name: 'etl', quota: { memory } });
      job(chart, namespace, { driver: { memory: Size.gibibytes(1) } }, minio.bucket('raw'));
      app.synthYaml();
    };
    expect(() => {
      synth(4298);
    }).toThrow(
      'the quota of namespace etl is 4298 MiB of memory, and job etl asks for 4299 at its start; raise the quota, or make ' +
        'the job smaller',
    );
    expect(() => {
      synth(4299);
    }).not.toThrow();
    printed();
  });

  it('fails with all problems at once', () => {
    const make = () =>
      new SparkNamespace(testChart(), 'namespace', {
        name: 'ETL',
        podSecurityVersion: '1.34',
        quota: { pods: 0, cpu: 0, memory: 1.5 },
        priorities: [{ name: 'High', value: 2_000_000_000 }],
        servers: { minio: { cidrs: [] }, other: { cidrs: ['10.0.0.1'], port: 0 } },
        requiredLabels: ['a b'],
        leftOut: [
          { part: NamespacePart.QUOTA, reason: ' ' },
          { part: NamespacePart.NAMESPACE, reason: 'it exists' },
        ],
      });
    for (const problem of [
      'namespace "ETL": name is "ETL"; it must be',
      'podSecurityVersion is "1.34"; it must be latest or a version of Kubernetes, for example v1.34',
      'quota.pods is 0; it must be',
      'quota.memory is 1.5; it must be',
      'quota.cpu is 0; it must be a number above 0, for example 8',
      'priorities[0].name is "High"; it must be',
      'priorities[0].value is 2000000000; it must be',
      'address of minio.cidrs is empty; give the addresses of the server',
      'address of other.cidrs is "10.0.0.1"; it must be addresses with the length of their network, for example 10.0.7.0/24',
      'address of other.port is 0; it must be',
      'requiredLabels[0] is "a b"; it must be',
      'requiredLabels stand on the Namespace, which is left out; give Rules.of(scope).requireLabels',
      'leftOut quota has no reason; say who cares for it',
    ]) {
      expect(make).toThrow(problem);
    }
  });
});

test('docs/namespaces.md shows the example as it is compiled, and no rule stops it', () => {
  const example = readFileSync('examples/namespaces/teams.ts', 'utf8');
  expect(readFileSync('docs/namespaces.md', 'utf8')).toContain(`\`\`\`ts\n${example}\`\`\``);
  const app = new App();
  const teams = new Teams(app, 'teams');
  app.synthYaml();
  expect(printed().join('\n')).not.toMatch(/network|quota|limit|pod-security/);
  expect(objectsOf(teams).filter((object: any) => object.kind === 'Namespace')).toHaveLength(2);
});
