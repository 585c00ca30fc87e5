import { Cron } from 'cdk8s';
import {
  AccessKeys,
  CertificateAuthority,
  KfpPromoteComponent,
  LakeFs,
  RunCronJob,
  Runner,
  RunWorkflow,
} from '../../lib';
import { objectsOf, testChart } from '../support/chart';
import { MINIMAL, template } from './jobs';

const MOUNT = { name: 'ca-certificates', mountPath: '/var/run/secrets/ca', readOnly: true };
const TRUSTS = { name: 'NODE_EXTRA_CA_CERTS', value: '/var/run/secrets/ca/ca.crt' };

function runnerWith(certificateAuthority: CertificateAuthority): Runner {
  return new Runner({
    ...MINIMAL,
    lakefs: new LakeFs({
      endpoint: 'https://lakefs:8000',
      repository: 'kronodroid',
      keys: AccessKeys.fromSecret('lakefs-credentials'),
      certificateAuthority,
    }),
  });
}

const runner = runnerWith(CertificateAuthority.fromSecret('lakefs-ca'));

test('pods of a CronJob trust the certificate authority of lakeFS', () => {
  const chart = testChart();
  new RunCronJob(chart, 'cron', {
    template: template(testChart()),
    runner,
    schedule: Cron.schedule({ hour: '3' }),
  });
  const cron = objectsOf(chart).find((object: any) => object.kind === 'CronJob') as any;
  const pod = cron.spec.jobTemplate.spec.template.spec;
  expect(pod.volumes).toEqual([{ name: 'ca-certificates', secret: { secretName: 'lakefs-ca' } }]);
  for (const container of [...pod.initContainers, ...pod.containers]) {
    expect(container.volumeMounts).toEqual([MOUNT]);
    expect(container.env).toContainEqual(TRUSTS);
  }
});

test('the runner trusts the one that it is given, for servers of runs that are not lakeFS', () => {
  const certificateAuthority = CertificateAuthority.fromConfigMap('company-ca');
  const others = { ...MINIMAL, lakefs: undefined, icebergCatalog: { uri: 'https://catalog:8443' } };
  const { env, volumes } = new Runner({ ...others, certificateAuthority });
  expect(env).toContainEqual(TRUSTS);
  expect(volumes).toEqual([{ name: 'ca-certificates', configMap: { name: 'company-ca' } }]);
  expect(new Runner(others).volumes).toEqual([]);
  const { lakefs } = runner;
  expect(new Runner({ ...MINIMAL, lakefs, certificateAuthority }).volumes).toEqual(volumes);
});

test('steps of a workflow trust it beside their own volume', () => {
  const chart = testChart();
  new RunWorkflow(chart, 'workflow', { template: template(testChart()), runner });
  const workflow = objectsOf(chart).find((object: any) => object.kind === 'WorkflowTemplate') as any;
  expect(workflow.spec.volumes).toEqual([
    { name: 'tmp', emptyDir: {} },
    { name: 'ca-certificates', secret: { secretName: 'lakefs-ca' } },
  ]);
  const run = workflow.spec.templates.find(({ name }: any) => name === 'run');
  expect(run.container.volumeMounts).toEqual([{ name: 'tmp', mountPath: '/tmp' }, MOUNT]);
});

test.each([
  ['secret', CertificateAuthority.fromSecret('lakefs-ca')],
  ['configMap', CertificateAuthority.fromConfigMap('lakefs-ca')],
])('a component of KFP mounts it as %s', (kind, certificateAuthority) => {
  const component = new KfpPromoteComponent(testChart(), 'promote', {
    template: template(testChart()),
    runner: runnerWith(certificateAuthority),
  });
  const [spec, platform] = component.documents() as any[];
  const [executor] = Object.values<any>(spec.deploymentSpec.executors);
  expect(executor.container.env).toContainEqual(TRUSTS);
  const [config] = Object.values<any>(platform.platforms.kubernetes.deploymentSpec.executors);
  expect(config[`${kind}AsVolume`]).toEqual([
    {
      [`${kind}Name`]: 'lakefs-ca',
      [`${kind}NameParameter`]: { runtimeValue: { constant: 'lakefs-ca' } },
      mountPath: '/var/run/secrets/ca',
      optional: false,
    },
  ]);
});
