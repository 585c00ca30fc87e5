import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, Testing } from 'cdk8s';
import { parse } from 'yaml';
import {
  ChartSource,
  type ManifestFile,
  ManifestsDelivery,
  type ManifestsDeliveryProps,
  SparkOperator,
  type SparkOperatorProps,
} from '../../../lib';
import { CHART_VERSION } from '../../../lib/versions';
import { objectsOf } from '../../support/chart';

const folder = mkdtempSync(join(tmpdir(), 'helm-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const object = (kind: string, name: string, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, labels: { 'helm.sh/chart': `spark-operator-${CHART_VERSION}` }, ...metadata },
});

const CHART = [
  object('CustomResourceDefinition', 'sparkapplications.sparkoperator.k8s.io', { labels: {} }),
  object('ServiceAccount', 'spark', { namespace: 'jobs' }),
  object('ConfigMap', 'settings'),
  object('ClusterRole', 'controller', { namespace: 'spark-operator' }),
  object('Job', 'upgrade', { annotations: { 'helm.sh/hook': 'pre-upgrade' } }),
];

/** A program in the place of helm, that keeps what it is asked for. */
function helm(objects: readonly object[], code = 0, complaint = '', then = ''): string {
  const program = join(folder, 'helm');
  const script = [
    '#!/usr/bin/env node',
    "const { readFileSync, writeFileSync, writeSync } = require('node:fs');",
    'const given = process.argv.slice(2);',
    `writeFileSync(${JSON.stringify(join(folder, 'arguments'))}, JSON.stringify(given));`,
    `writeFileSync(${JSON.stringify(join(folder, 'values'))}, readFileSync(0));`,
    then,
    `process.stderr.write(${JSON.stringify(complaint)});`,
    `process.stdout.write(${JSON.stringify(objects.map((item) => JSON.stringify(item)).join('\n---\n'))});`,
    `process.exitCode = ${code};`,
  ];
  writeFileSync(program, script.join('\n'));
  chmodSync(program, 0o755);
  return program;
}

const asked = (): string[] => JSON.parse(readFileSync(join(folder, 'arguments'), 'utf8')) as string[];

function deliver(delivery: ManifestsDeliveryProps = {}, props: SparkOperatorProps = {}): SparkOperator {
  return new SparkOperator(Testing.app(), 'operator', {
    jobNamespaces: ['jobs'],
    ...props,
    delivery: new ManifestsDelivery({ ...delivery, helm: delivery.helm ?? helm(CHART) }),
  });
}

const file = (operator: SparkOperator, id: string) => operator.node.findChild(id) as ManifestFile;
const names = (operator: SparkOperator, id: string): string[] =>
  (objectsOf(file(operator, id)) as any[]).map(
    ({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`,
  );

test('puts CRDs into a file of their own, hooks nowhere, and each object where helm would install it', () => {
  const operator = deliver();
  expect(names(operator, 'crds')).toEqual([
    'CustomResourceDefinition /sparkapplications.sparkoperator.k8s.io',
  ]);
  expect(names(operator, 'operator')).toEqual([
    'ServiceAccount jobs/spark',
    'ConfigMap spark-operator/settings',
    'ClusterRole /controller',
  ]);
  expect(file(operator, 'crds').path).toBe('crds.yaml');
  expect(file(operator, 'operator').path).toBe('operator.yaml');
});

test('asks helm for the release with its values', () => {
  const operator = deliver();
  expect(asked()).toEqual([
    ...['template', '--values', '-'],
    ...['--repo', 'https://kubeflow.github.io/spark-operator', '--version', CHART_VERSION],
    ...['--namespace', 'spark-operator', '--include-crds', '--no-hooks'],
    ...['spark-operator', 'spark-operator'],
  ]);
  expect(parse(readFileSync(join(folder, 'values'), 'utf8'))).toEqual(operator.values);
});

test('takes every prop', () => {
  const all: Required<ManifestsDeliveryProps> = {
    source: ChartSource.directory('./charts/spark-operator'),
    folder: 'operator',
    definitionsFolder: 'definitions',
    apiVersions: ['example.com/v1/Thing'],
    kubernetesVersion: '1.34.0',
    helm: helm(CHART),
    timeout: Duration.seconds(20),
  };
  const operator = deliver(all, {
    metrics: { podMonitor: {} },
    certManager: {},
    releaseName: 'data',
    namespace: 'operators',
  });
  expect(file(operator, 'crds').path).toBe('definitions/crds.yaml');
  expect(file(operator, 'operator').path).toBe('operator/operator.yaml');
  expect(asked().slice(3)).toEqual([
    ...['--namespace', 'operators', '--include-crds', '--no-hooks'],
    ...['--api-versions', 'monitoring.coreos.com/v1/PodMonitor'],
    ...['--api-versions', 'cert-manager.io/v1/Certificate', '--api-versions', 'cert-manager.io/v1/Issuer'],
    ...['--api-versions', 'example.com/v1/Thing', '--kube-version', '1.34.0'],
    ...['data', './charts/spark-operator'],
  ]);
});

test('takes the chart from a registry', () => {
  deliver({ source: ChartSource.oci('oci://registry.example.com/charts') });
  expect(asked().slice(3)).toEqual([
    ...['--version', CHART_VERSION, '--namespace', 'spark-operator', '--include-crds', '--no-hooks'],
    ...['spark-operator', 'oci://registry.example.com/charts/spark-operator'],
  ]);
});

test('fails without helm', () => {
  expect(() => deliver({ helm: join(folder, 'absent') })).toThrow(
    `manifests of release spark-operator: there is no program "${join(folder, 'absent')}", which renders them; install ` +
      'helm 3.8 or later, give its path as helm, or deliver the release otherwise',
  );
});

test('fails with what helm says, on lines that do nothing to a terminal and hold no key', () => {
  const program = helm([], 1, 'Error: bad \u001b[31mvalue\nhttps://user:canary-8d1f@charts.example.com\n');
  const attempt = () => deliver({ helm: program });
  expect(attempt).toThrow(
    'manifests of release spark-operator: helm does not render the chart: Error: bad \\u001b[31mvalue\n',
  );
  expect(attempt).not.toThrow(/canary/);
});

test('fails for a folder with another version of the chart', () => {
  expect(() => deliver({ source: ChartSource.directory('/charts/old') }, { chartVersion: '2.4.0' })).toThrow(
    `manifests of release spark-operator: the chart is "spark-operator-${CHART_VERSION}", and the release is for ` +
      '"spark-operator-2.4.0"; give the folder of that version, or set chartVersion',
  );
});

test('fails for a helm that does not end', () => {
  const waiting = helm(CHART, 0, '', 'setInterval(() => undefined, 1000);');
  expect(() => deliver({ helm: waiting, timeout: Duration.millis(500) })).toThrow(
    `manifests of release spark-operator: "${waiting}" has not rendered the chart within 0.5 seconds and was ended; see ` +
      'whether it reaches the source of the chart, or give it more time as timeout',
  );
});

test('fails for a helm that writes without end', () => {
  const loud = helm([], 0, '', "for (;;) writeSync(1, 'x'.repeat(2 ** 20));");
  expect(() => deliver({ helm: loud })).toThrow(
    `manifests of release spark-operator: "${loud}" wrote more than 32 MiB and was ended; no chart of the operator is ` +
      'that large, so see what it renders',
  );
});

test('fails for a program that cannot be run', () => {
  expect(() => deliver({ helm: folder })).toThrow(
    `manifests of release spark-operator: "${folder}" cannot be run: EACCES`,
  );
});

test('fails for a helm that says nothing', () => {
  expect(() => deliver({ helm: helm([], 3) })).toThrow('helm does not render the chart: it ended with 3');
});

test('fails for what is no YAML', () => {
  const program = helm([], 0, '', "process.stdout.write('a: [');");
  expect(() => deliver({ helm: program })).toThrow(
    /^manifests of release spark-operator: helm renders no manifests: /,
  );
});
