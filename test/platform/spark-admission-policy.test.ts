import { ApiObject, App, Chart, Duration } from 'cdk8s';
import {
  ExecutorServiceAccount,
  Schedule,
  ScheduledSparkApplication,
  SparkAdmissionPolicy,
  SparkApplication,
  SparkServiceAccount,
  type SparkAdmissionPolicyProps,
  type SparkApplicationProps,
} from '../../lib';
import { objectsOf } from '../support/chart';
import { warnings } from '../support/console';
import { yamlOf } from '../support/yaml';

const job: SparkApplicationProps = {
  name: 'etl',
  sparkVersion: '3.5.8',
  image: 'registry.example/etl:1.0.0',
  mainApplicationFile: 'local:///opt/etl.py',
  serviceAccount: SparkServiceAccount.fromServiceAccountName('spark'),
  executor: { serviceAccount: SparkServiceAccount.fromServiceAccountName('spark-executor') },
  timeToLive: Duration.days(1),
};

function policy(props: Partial<SparkAdmissionPolicyProps> = {}): { chart: Chart; jobs: Chart; other: Chart } {
  const app = new App();
  const chart = new Chart(app, 'policy');
  new SparkAdmissionPolicy(chart, 'policy', { namespaces: ['data'], ...props });
  return {
    chart,
    jobs: new Chart(app, 'jobs', { namespace: 'data' }),
    other: new Chart(app, 'other', { namespace: 'other' }),
  };
}

/** The expressions of one policy, by the names of their variables. */
function variables(chart: Chart, resource: string): Record<string, string> {
  const objects = objectsOf(chart) as any[];
  const { spec } = objects.find(
    (object) => object.kind === 'ValidatingAdmissionPolicy' && object.metadata.name.endsWith(`-${resource}`),
  );
  return Object.fromEntries(spec.variables.map(({ name, expression }: any) => [name, expression]));
}

test('policies and bindings of what one job uses', () => {
  const { chart, jobs } = policy();
  new SparkApplication(jobs, 'etl', job);
  expect(yamlOf(chart)).toMatchSnapshot();
});

test('takes every prop', () => {
  const all: Required<SparkAdmissionPolicyProps> = {
    name: 'lake',
    namespaces: ['data', 'adhoc'],
    controller: SparkServiceAccount.fromServiceAccountName('operator', { namespace: 'system' }),
    driverAccounts: [SparkServiceAccount.fromServiceAccountName('driver')],
    executorAccounts: [SparkServiceAccount.fromServiceAccountName('executor')],
    images: ['registry.example/shared/'],
    enforce: false,
  };
  const { chart } = policy(all);
  const objects = objectsOf(chart) as any[];
  const pods = objects.find(({ metadata }) => metadata.name === 'lake-pods');
  expect(pods.spec.matchConditions[1].expression).toBe(
    'request.userInfo.username in ["system:serviceaccount:system:operator", ' +
      '"system:serviceaccount:data:driver", "system:serviceaccount:adhoc:driver"]',
  );
  expect(variables(chart, 'pods').accounts).toBe(
    'request.userInfo.username == "system:serviceaccount:system:operator" ? ["driver"] : ["executor"]',
  );
  const bindings = objects.filter(({ kind }) => kind === 'ValidatingAdmissionPolicyBinding');
  expect(bindings).toHaveLength(4);
  for (const { metadata, spec } of bindings) {
    expect(spec).toEqual({
      policyName: metadata.name,
      validationActions: ['Warn', 'Audit'],
      matchResources: {
        matchPolicy: 'Equivalent',
        objectSelector: {},
        namespaceSelector: {
          matchExpressions: [
            { key: 'kubernetes.io/metadata.name', operator: 'In', values: ['data', 'adhoc'] },
          ],
        },
      },
    });
  }
  expect(() => App.of(chart).synthYaml()).not.toThrow();
});

test('allows what the jobs of its namespaces use: added later, scheduled, by hand, and Connect servers', () => {
  const { chart, jobs, other } = policy();
  const { name, ...template } = job;
  new ScheduledSparkApplication(jobs, 'nightly', {
    name,
    schedule: Schedule.every(Duration.days(1)),
    template: {
      ...template,
      image: 'registry.example/nightly@sha256:abc',
      driver: { initContainers: [{ name: 'init', image: 'localhost:5000/init' }] },
      executor: { sidecars: [{ name: 'logs', image: 'registry.example/logs:2' }] },
    },
  });
  new ApiObject(jobs, 'hand', {
    apiVersion: 'sparkoperator.k8s.io/v1beta2',
    kind: 'SparkApplication',
    metadata: { name: 'hand' },
    spec: { driver: {}, executor: { image: 'registry.example/hand' } },
  });
  new ApiObject(jobs, 'connect', {
    apiVersion: 'sparkoperator.k8s.io/v1alpha1',
    kind: 'SparkConnect',
    metadata: { name: 'connect' },
    spec: {
      image: 'registry.example/connect:1',
      server: { template: { spec: { serviceAccountName: 'connect' } } },
      executor: {},
    },
  });
  new ApiObject(jobs, 'foreign', {
    apiVersion: 'example.org/v1',
    kind: 'SparkApplication',
    metadata: { name: 'foreign' },
    spec: { image: 'foreign' },
  });
  new SparkApplication(other, 'elsewhere', { ...job, image: 'elsewhere' });
  const { accounts, refusedImages } = variables(chart, 'pods');
  expect(accounts).toMatch(/ \? \["connect", "default", "spark"\] : \["connect", "default", "spark"\]$/);
  expect(refusedImages).toContain(
    '"^(localhost:5000/init|registry\\\\.example/connect|registry\\\\.example/hand|registry\\\\.example/logs|' +
      'registry\\\\.example/nightly)(:',
  );
});

test('fails on names that cannot be, all at once', () => {
  const props = {
    name: 'Not_Legal',
    namespaces: ['data', 'Data'],
    images: ['registry.example/etl', "x' || true"],
  };
  expect(() => policy(props)).toThrow(
    'admission policy "policy/policy": name is "Not_Legal"; it must be 1 to 253 lower-case letters, digits, dashes ' +
      'and dots, with a letter or digit at both ends, for example minio-credentials; namespaces[1] is "Data"; it must be 1 to 63 lower-case letters, ' +
      'digits and dashes, with a letter or digit at both ends, for example spark-jobs; images[1] is "x\' || true"; it must be an image',
  );
  expect(() => policy({ namespaces: [] })).toThrow('namespaces is empty; give the namespaces of the jobs');
});

test('fails at synth when nothing could run', () => {
  const { chart, other } = policy();
  new SparkApplication(other, 'elsewhere', job);
  expect(() => App.of(chart).synthYaml()).toThrow(
    'nothing could run in data, as the app has no application there; add one, or give driverAccounts and images',
  );
});

test.each<[string, Partial<SparkApplicationProps>]>([
  ['a hostPath in volumes', { volumes: [{ name: 'a', hostPath: { path: '/data' } }] }],
  ['a pod template', { driver: { template: { spec: { containers: [] } } } }],
  ['hostNetwork', { executor: { hostNetwork: true } }],
  [
    'a privileged container',
    { driver: { sidecars: [{ name: 'a', securityContext: { privileged: true } }] } },
  ],
  [
    'spark.kubernetes.driver.container.image',
    { sparkConf: { 'spark.kubernetes.driver.container.image': 'other' } },
  ],
])('fails at synth when it would refuse a job of the app for %s', (what, props) => {
  const { chart, jobs } = policy();
  new SparkApplication(jobs, 'etl', { ...job, ...props });
  expect(() => App.of(chart).synthYaml()).toThrow(
    `it would refuse SparkApplication data/etl for ${what}; take that out`,
  );
  // The rules warn of some of it as well.
  expect(warnings().filter((rule) => rule !== 'pod-security-not-restricted')).toEqual([]);
});

test('has nothing against an ordinary job', () => {
  const { chart, jobs } = policy();
  new SparkApplication(jobs, 'etl', {
    ...job,
    serviceAccount: new SparkServiceAccount(jobs, 'spark'),
    executor: { serviceAccount: new ExecutorServiceAccount(jobs, 'executor') },
    volumes: [{ name: 'tmp', emptyDir: {} }],
    sparkConf: { 'spark.kubernetes.container.image.pullSecrets': 'registry' },
  });
  expect(() => App.of(chart).synthYaml()).not.toThrow();
});
