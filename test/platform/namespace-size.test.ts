import { ApiObject, App, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { NamespaceSize, SparkApplication, SparkServiceAccount, type SparkApplicationProps } from '../../lib';
import { testChart } from '../support/chart';

function job(scope: ReturnType<typeof testChart>, name: string, props: Partial<SparkApplicationProps>) {
  return new SparkApplication(scope, name, {
    name,
    sparkVersion: '3.5.8',
    image: 'spark:1',
    mainApplicationFile: 'local:///job.py',
    ...props,
  });
}

test('sums up the jobs of a namespace, hand-written ones included', () => {
  const chart = testChart('data');
  const etl = job(chart, 'etl', {
    driver: { memory: Size.gibibytes(2) },
    executor: { instances: 2, coreRequest: Cpu.millis(500) },
  });
  job(testChart('other'), 'elsewhere', {});
  new ApiObject(chart, 'own', {
    apiVersion: 'sparkoperator.k8s.io/v1beta2',
    kind: 'SparkApplication',
    metadata: { name: 'own' },
    spec: { mainApplicationFile: 'local:///a.jar', driver: {}, executor: {} },
  });
  expect(etl.size).toMatchObject({
    driver: { cpu: 1, memory: 2867 },
    executor: { cpu: 0.5, memory: 1433 },
    atStart: { pods: 3, cpu: 2, memory: 5733 },
    atMost: { pods: 3 },
  });
  const size = NamespaceSize.of(chart, 'data');
  expect(Object.keys(size.jobs)).toEqual(['etl', 'own']);
  expect(size.atStart).toEqual({ pods: 5, cpu: 4, memory: 8549 });
  expect(size.atMost).toEqual(size.atStart);
  job(chart, 'grows', { executor: {}, dynamicAllocation: { minExecutors: 1 } });
  expect(NamespaceSize.of(chart, 'data').atMost).toBeUndefined();
});

test('counts in each synthesis the jobs of then', () => {
  const chart = testChart('data');
  const warned = jest.spyOn(console, 'warn').mockImplementation();
  const counted: number[] = [];
  chart.node.addValidation({
    validate: () => {
      counted.push(Object.keys(NamespaceSize.of(chart, 'data').jobs).length);
      return [];
    },
  });
  for (const name of ['first', 'second']) {
    job(chart, name, { serviceAccount: SparkServiceAccount.fromServiceAccountName('spark') });
    App.of(chart).synthYaml();
  }
  expect(counted).toEqual([1, 2]);
  warned.mockRestore();
});
