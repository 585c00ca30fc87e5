import { App, Chart, Duration } from 'cdk8s';
import {
  RestartPolicy,
  SparkApplication,
  SparkOperator,
  SparkServiceAccount,
  type SparkApplicationProps,
} from '../../lib';

const CONTEXT = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  runAsUser: 185,
  seccompProfile: { type: 'RuntimeDefault' },
};

const props: SparkApplicationProps = {
  name: 'etl',
  sparkVersion: '3.5.8',
  image: 'registry.example.com/spark:1.0.0',
  mainApplicationFile: 'local:///opt/jobs/etl.py',
  restartPolicy: RestartPolicy.never(),
  timeToLive: Duration.days(1),
};

/** The application beside a release that watches `watched`, with its webhook on or off. */
function etl(
  { enabled = false, watched = ['data'] }: { enabled?: boolean; watched?: string[] } = {},
  more: Partial<SparkApplicationProps> = {},
): any {
  const app = new App();
  const chart = new Chart(app, 'jobs', { namespace: 'data' });
  const serviceAccount = new SparkServiceAccount(chart, 'spark');
  const job = new SparkApplication(chart, 'etl', { ...props, serviceAccount, ...more });
  new SparkOperator(app, 'spark-operator', {
    driverServiceAccount: serviceAccount,
    jobNamespaces: watched,
    webhook: { enabled },
  });
  const { spec } = chart.toJson().find(({ kind }) => kind === job.apiObject.kind);
  return spec;
}

describe('without the webhook', () => {
  let warnings: jest.SpyInstance;
  beforeEach(() => (warnings = jest.spyOn(console, 'warn').mockImplementation()));
  afterEach(() => {
    warnings.mockRestore();
  });

  test('a plain application is not refused: its security context is in the pod templates', () => {
    const { driver, executor } = etl();
    expect(driver).not.toHaveProperty('securityContext');
    expect(executor).not.toHaveProperty('securityContext');
    expect(driver.template).toEqual({
      spec: { containers: [{ name: 'spark-kubernetes-driver', securityContext: CONTEXT }] },
    });
    expect(executor.template).toEqual({
      spec: { containers: [{ name: 'spark-kubernetes-executor', securityContext: CONTEXT }] },
    });
    expect(warnings).not.toHaveBeenCalledWith(expect.stringContaining('pod-security-not-restricted'));
  });

  test('a pod template keeps what it has', () => {
    const containers = [
      { name: 'logs', image: 'registry.example.com/logs:1.0.0' },
      { name: 'spark-kubernetes-driver', workingDir: '/tmp' },
    ];
    const template = { metadata: { labels: { a: 'b' } }, spec: { hostname: 'h', containers } };
    expect(etl({}, { driver: { template } }).driver.template).toEqual({
      metadata: { labels: { a: 'b' } },
      spec: { hostname: 'h', containers: [{ ...containers[1], securityContext: CONTEXT }, containers[0]] },
    });
  });

  test('a security context of the pod template stays as it is', () => {
    const own = { name: 'spark-kubernetes-driver', securityContext: { runAsUser: 1000 } };
    const { driver } = etl({}, { driver: { template: { spec: { containers: [own] } } } });
    expect(driver.template.spec.containers).toEqual([own]);
  });

  test('a field of your own that only the webhook applies is refused', () => {
    expect(() => etl({}, { driver: { priorityClassName: 'high' } })).toThrow(
      'webhook-field-unapplied: spec.driver.priorityClassName of SparkApplication data/etl',
    );
  });

  test('with the webhook, and where no release is known, it is the field', () => {
    expect(etl({ enabled: true }).driver).toMatchObject({ securityContext: CONTEXT });
    expect(etl({ enabled: true }).driver).not.toHaveProperty('template');
    const chart = new Chart(new App(), 'jobs', { namespace: 'data' });
    const job = new SparkApplication(chart, 'etl', props);
    expect(job.apiObject.toJson().spec.driver).toMatchObject({ securityContext: CONTEXT });
  });

  test('a release for other namespaces does not matter', () => {
    expect(() => etl({ watched: ['other'] })).toThrow('namespace-not-watched');
  });

  test('a release that comes later counts', () => {
    const app = new App();
    const job = new SparkApplication(new Chart(app, 'jobs', { namespace: 'default' }), 'etl', props);
    expect(job.apiObject.toJson().spec.driver).not.toHaveProperty('template');
    new SparkOperator(app, 'spark-operator', { webhook: { enabled: false } });
    expect(job.apiObject.toJson().spec.driver).toHaveProperty('template');
  });
});
