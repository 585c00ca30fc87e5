import { readFileSync } from 'node:fs';
import { App, Chart, Duration, Size } from 'cdk8s';
import { OtelAgent } from '../../examples/features/otel-agent';
import { SpotExecutors } from '../../examples/features/spot-executors';
import { SparkApplication, SparkRuntime, SparkServiceAccount, type SparkFeature } from '../../lib';
import { expectValidSparkApplication } from '../support/schema';

const agent = new OtelAgent('registry.example.com/otel-agent:2.10.0', 'http://otel-collector:4317');

function application(...features: SparkFeature[]): SparkApplication {
  const chart = new Chart(new App(), 'jobs', { namespace: 'data' });
  return new SparkApplication(chart, 'etl', {
    runtime: SparkRuntime.SPARK_3_5,
    mainApplicationFile: 'local:///opt/spark/work-dir/etl.py',
    serviceAccount: SparkServiceAccount.fromServiceAccountName('spark'),
    timeToLive: Duration.days(7),
    executor: { instances: 2, memory: Size.gibibytes(2) },
  }).with(...features);
}

test.each(['spot-executors', 'otel-agent'])('docs/features.md shows %s as it is compiled', (name) => {
  const example = readFileSync(`examples/features/${name}.ts`, 'utf8');
  expect(readFileSync('docs/features.md', 'utf8')).toContain(`\`\`\`ts\n${example}\`\`\``);
});

test('two features of a platform team reach labels, roles, templates, settings and init containers', () => {
  const etl = application(new SpotExecutors(), agent);
  const manifest = etl.apiObject.toJson();
  expectValidSparkApplication(manifest);
  const { driver, executor, sparkConf, volumes } = manifest.spec;
  expect(manifest.metadata.labels).toEqual({ 'example.com/capacity': 'spot' });
  expect(driver.nodeSelector).toEqual({ 'example.com/capacity': 'on-demand' });
  expect(executor).toMatchObject({
    instances: 2,
    memory: '2g',
    nodeSelector: { 'example.com/capacity': 'spot' },
    tolerations: [{ key: 'example.com/spot', operator: 'Exists', effect: 'NoSchedule' }],
    labels: { 'example.com/role': 'spot-executor' },
    template: { spec: { topologySpreadConstraints: [{ topologyKey: 'topology.kubernetes.io/zone' }] } },
  });
  expect(sparkConf['spark.decommission.enabled']).toBe('true');
  expect(volumes).toEqual([{ name: 'otel-agent', emptyDir: {} }]);
  for (const role of [driver, executor]) {
    expect(role).toMatchObject({
      annotations: { 'example.com/traced': 'true' },
      initContainers: [{ name: 'otel-agent' }],
      podSecurityContext: { fsGroup: 185 },
      securityContext: { runAsNonRoot: true },
      volumeMounts: [{ name: 'otel-agent', mountPath: '/opt/otel', readOnly: true }],
    });
    expect(role.env[0]).toEqual({ name: 'JAVA_TOOL_OPTIONS', value: '-javaagent:/opt/otel/javaagent.jar' });
  }
});

test('the order in which they are added makes no difference', () => {
  const spec = (...features: SparkFeature[]): unknown => application(...features).apiObject.toJson().spec;
  expect(spec(agent, new SpotExecutors())).toEqual(spec(new SpotExecutors(), agent));
});

test('no rule finds anything in such a job', () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  const etl = application(new SpotExecutors(), agent);
  expect(() => App.of(etl).synthYaml()).not.toThrow();
  expect(warn.mock.calls.flat().join('\n')).not.toContain('jobs/etl');
  warn.mockRestore();
});

test('says who brought what', () => {
  expect(application(new SpotExecutors(), agent).provenance).toMatchObject({
    'driver.env[JAVA_TOOL_OPTIONS]': 'OpenTelemetry agent',
    'executor.nodeSelector["example.com/capacity"]': 'spot executors',
    'executor.instances': 'executor',
    'metadata.labels["example.com/capacity"]': 'spot executors',
    'sparkConf["spark.decommission.enabled"]': 'spot executors',
  });
});
