import { Testing } from 'cdk8s';
import { KfpPromoteComponent, KfpRunComponent, RestAuth, Runner, type KfpComponent } from '../../lib';
import { testChart } from '../support/chart';
import { yamlOf } from '../support/yaml';
import {
  ALL,
  icebergRunner,
  icebergTemplate,
  MINIMAL,
  nessieRunner,
  nessieTemplate,
  plainRunner,
  plainTemplate,
  requiringTemplate,
  runner,
  template,
} from './jobs';

function component(props = MINIMAL): KfpRunComponent {
  return new KfpRunComponent(Testing.app(), 'component', {
    template: template(testChart()),
    runner: new Runner(props),
    folder: 'kfp',
  });
}

const promote = (): KfpPromoteComponent =>
  new KfpPromoteComponent(Testing.app(), 'promote', { template: template(testChart()), runner });

test('the component of a run', () => {
  expect(component().path).toBe('kfp/component.yaml');
  expect(yamlOf(component())).toMatchSnapshot();
});

test('takes every prop of the runner', () => {
  const [spec, platform] = component(ALL).documents() as any[];
  expect(platform.platforms.kubernetes.deploymentSpec.executors['exec-spark-runner'].imagePullPolicy).toBe(
    'IfNotPresent',
  );
  const inputs = spec.components['comp-spark-runner'].inputDefinitions.parameters;
  expect(inputs.timeout_seconds.defaultValue).toBe(7200);
  const { args } = spec.deploymentSpec.executors['exec-spark-runner'].container;
  expect(args.slice(args.indexOf('--start-timeout'))[1]).toBe('300');
});

test('the component of a promotion', () => {
  expect(yamlOf(promote())).toMatchSnapshot();
});

test('the SDK takes the component for a pipeline of one step, and keeps what the step needs', () => {
  const [spec] = component().documents() as any[];
  expect(Object.keys(spec.components)).not.toContain(`comp-${spec.pipelineInfo.name}`);
});

// The SDK and protobuf accept a document whose references lead nowhere.
test.each([
  ['run', component],
  ['promote', promote],
])('every reference of the %s component leads somewhere', (_, make: () => KfpComponent) => {
  const [spec, platform] = make().documents() as any[];
  const [task] = Object.values<any>(spec.root.dag.tasks);
  const called = spec.components[task.componentRef.name];
  expect(spec.deploymentSpec.executors).toHaveProperty(called.executorLabel);
  expect(Object.keys(platform.platforms.kubernetes.deploymentSpec.executors)).toEqual([called.executorLabel]);

  const inputs = Object.keys(called.inputDefinitions.parameters);
  expect(Object.keys(spec.root.inputDefinitions.parameters)).toEqual(inputs);
  expect(Object.keys(task.inputs.parameters)).toEqual(inputs);
  const { args } = spec.deploymentSpec.executors[called.executorLabel].container;
  const used = [...args.join(' ').matchAll(/\$\.inputs\.parameters\['(\w+)'\]/g)].map(([, name]) => name);
  expect([...new Set(used)].sort()).toEqual([...inputs].sort());

  const outputs = Object.keys(called.outputDefinitions?.parameters ?? {});
  const written = [...args.join(' ').matchAll(/\$\.outputs\.parameters\['(\w+)'\]/g)].map(([, name]) => name);
  expect(written).toEqual(outputs);
  expect(Object.keys(spec.root.outputDefinitions?.parameters ?? {})).toEqual(outputs);
  expect(
    Object.values<any>(spec.root.dag.outputs?.parameters ?? {}).map((item) => item.valueFromParameter),
  ).toEqual(
    outputs.map((outputParameterKey) => ({ outputParameterKey, producerSubtask: task.taskInfo.name })),
  );
});

test('a run that is not kept apart has no branch, no key and no promotion', () => {
  const props = { template: plainTemplate(testChart()), runner: plainRunner };
  const [spec, platform] = new KfpRunComponent(Testing.app(), 'run', props).documents() as any[];
  expect(spec.components['comp-spark-runner']).not.toHaveProperty('outputDefinitions');
  const { args } = spec.deploymentSpec.executors['exec-spark-runner'].container;
  expect(args).not.toContain('--output-branch');
  expect(platform.platforms.kubernetes.deploymentSpec.executors['exec-spark-runner']).toEqual({});
  expect(() => new KfpPromoteComponent(Testing.app(), 'promote', props)).toThrow(
    'runs of job report write where the released application does, so there is nothing to promote; leave the promotion out, ' +
      'or release the template with another isolation than RunIsolation.NONE',
  );
});

test('what each run must be given is an input without a default', () => {
  const props = { template: requiringTemplate(testChart()), runner };
  const [spec] = new KfpRunComponent(Testing.app(), 'run', props).documents() as any[];
  expect(spec.root.inputDefinitions.parameters.day).toEqual({
    description: 'day that is loaded',
    parameterType: 'STRING',
  });
  const { args } = spec.deploymentSpec.executors['exec-spark-runner'].container;
  expect(args).toContain("day={{$.inputs.parameters['day']}}");
});

test('a run on Nessie returns its branch, and its promotion has the token of the runner', () => {
  const props = { template: nessieTemplate(testChart()), runner: nessieRunner };
  const [run] = new KfpRunComponent(Testing.app(), 'run', props).documents() as any[];
  expect(Object.keys(run.components['comp-spark-runner'].outputDefinitions.parameters)).toEqual([
    'nessie_branch',
  ]);
  const [spec, platform] = new KfpPromoteComponent(Testing.app(), 'promote', props).documents() as any[];
  const { args, env } = spec.deploymentSpec.executors['exec-spark-runner'].container;
  expect(args.slice(0, 7)).toEqual([
    ...['promote', '--job', 'orders', '--namespace', 'data', '--isolation', 'nessie'],
  ]);
  expect(env).toEqual([{ name: 'NESSIE_ENDPOINT_URL', value: 'http://nessie:19120' }]);
  expect(platform.platforms.kubernetes.deploymentSpec.executors['exec-spark-runner'].secretAsEnv).toEqual([
    expect.objectContaining({
      secretName: 'nessie-runner',
      keyToEnv: [{ secretKey: 'token', envVar: 'NESSIE_TOKEN' }],
    }),
  ]);
});

test('a run on branches of Iceberg returns its branch', () => {
  const props = { template: icebergTemplate(testChart()), runner: icebergRunner };
  const [run] = new KfpRunComponent(Testing.app(), 'run', props).documents() as any[];
  expect(Object.keys(run.components['comp-spark-runner'].outputDefinitions.parameters)).toEqual([
    'iceberg_branch',
  ]);
});

test('a runner has what its catalog asks for', () => {
  const env = new Runner(ALL).env.filter(({ name }) => name.startsWith('ICEBERG_'));
  const secret = (name: string, key: string): object => ({
    name,
    valueFrom: { secretKeyRef: { name: 'polaris-runner', key } },
  });
  expect(env).toEqual([
    { name: 'ICEBERG_CATALOG_URL', value: 'http://polaris:8181/api/catalog' },
    { name: 'ICEBERG_WAREHOUSE', value: 'lake' },
    { name: 'ICEBERG_TOKEN_URL', value: 'http://polaris:8181/api/catalog/v1/oauth/tokens' },
    { name: 'ICEBERG_SCOPE', value: 'PRINCIPAL_ROLE:ALL' },
    secret('ICEBERG_CLIENT_ID', 'client-id'),
    secret('ICEBERG_CLIENT_SECRET', 'client-secret'),
  ]);
});

test('fails for a catalog whose requests are signed', () => {
  const icebergCatalog = {
    uri: 'https://glue.eu-central-1.amazonaws.com/iceberg',
    auth: RestAuth.sigV4({ region: 'eu-central-1' }),
  };
  expect(() => new Runner({ ...MINIMAL, icebergCatalog })).toThrow(
    'icebergCatalog of the runner has RestAuth.sigV4, and the runner signs no requests; use oauth2, token or basic',
  );
});

test('fails when the runner has not the server that keeps the runs apart', () => {
  for (const [released, server] of [
    [template(testChart()), 'lakefs, which keeps the runs of job etl apart'],
    [nessieTemplate(testChart()), 'nessie, which keeps the runs of job orders apart'],
    [icebergTemplate(testChart()), 'icebergCatalog, which keeps the runs of job orders apart'],
  ] as const) {
    for (const Component of [KfpRunComponent, KfpPromoteComponent]) {
      expect(
        () => new Component(Testing.app(), 'component', { template: released, runner: plainRunner }),
      ).toThrow(`the runner has no ${server}; give it one`);
    }
  }
});

test.each(['spark-runner:1', 'kronodroid/spark-runner:1'])(
  'fails for the image %s of no registry',
  (image) => {
    expect(() => new Runner({ ...MINIMAL, image })).toThrow(
      `image of the runner is "${image}", which names no registry: whoever has that name at Docker Hub would get the keys ` +
        'of lakeFS; put the registry before it, for example registry.example.com/spark-runner:1.0.0',
    );
  },
);

test.each(['docker.io/kronodroid/spark-runner:1', 'localhost/spark-runner', 'registry:5000/spark-runner'])(
  'takes the image %s, which names its registry',
  (image) => {
    expect(new Runner({ ...MINIMAL, image }).image).toBe(image);
  },
);

test('fails without an image', () => {
  expect(() => new Runner({ ...MINIMAL, image: ' ' })).toThrow(
    'image of the runner is ""; give the image that was built from runner/Dockerfile',
  );
});
