import { checkFiles } from '../../../lib/check/check';
import type { InputFile } from '../../../lib/check/input';
import { problems } from '../harness';

/** Findings in files of a folder, as `rule file path`. */
function found(files: Readonly<Record<string, string>>): string[] {
  const inputs = Object.entries(files).map(([file, content]): InputFile => ({
    file,
    named: true,
    read: () => new TextEncoder().encode(content),
  }));
  return checkFiles(inputs).findings.map(({ rule, subject, path }) => `${rule.id} ${subject.file} ${path}`);
}

/** A HelmRelease of Flux with values of the chart. */
const release = (namespace: string, values: object, more: object = {}): string =>
  JSON.stringify({
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name: 'spark-operator', namespace },
    spec: {
      chart: { spec: { chart: 'spark-operator', version: '2.5.2' } },
      upgrade: { crds: 'CreateReplace' },
      values,
      ...more,
    },
  });
const red = release('red', { fullnameOverride: 'red', spark: { jobNamespaces: ['red-jobs', 'lake'] } });
const blue = (jobNamespaces: readonly string[], more: object = {}, fullnameOverride = 'blue') =>
  release('blue', { fullnameOverride, spark: { jobNamespaces } }, more);
const together = (...objects: string[]) => ({ 'a.yaml': objects.join('\n---\n') });

test('finds two releases for one namespace, in one file and one cluster', () => {
  const told = ['releases-overlap a.yaml spec.values.spark.jobNamespaces[1]'];
  expect(found(together(red, blue(['own', 'lake'])))).toEqual(told);
  expect(found(together(red, blue(['own'])))).toEqual([]);
  expect(found({ 'red.yaml': red, 'blue.yaml': blue(['lake']) })).toEqual([]);
  expect(found(together(red, blue(['lake'], { kubeConfig: { secretRef: { name: 'other' } } })))).toEqual([]);
  expect(found(together(red, blue([])))).toEqual(['releases-overlap a.yaml spec.values.spark.jobNamespaces']);
});

test('finds two releases whose objects have one name', () => {
  expect(found(together(red, blue(['own'], {}, 'red')))).toEqual([
    'release-names-collide a.yaml spec.values.fullnameOverride',
  ]);
});

test('asks for definitions that an upgrade brings, and not of other charts', () => {
  expect(found({ 'a.yaml': release('a', {}, { upgrade: {} }) })).toEqual([
    'flux-crds-unset a.yaml spec.upgrade.crds',
  ]);
  expect(found({ 'a.yaml': release('a', {}, { upgrade: { crds: 'Skip' } }) })).toEqual([
    'flux-crds-unset a.yaml spec.upgrade.crds',
  ]);
  const other = { chart: { spec: { chart: 'minio' } }, upgrade: {} };
  expect(found({ 'a.yaml': release('a', {}, other) })).toEqual([]);
});

test('wants definitions applied on the server by Argo CD, unless it leaves them out', () => {
  const application = (helm: object, syncOptions: readonly string[]) =>
    JSON.stringify({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'operator', namespace: 'argocd' },
      spec: { sources: [{ chart: 'spark-operator', helm }], syncPolicy: { syncOptions } },
    });
  expect(problems(application({}, []))).toEqual(['argo-client-side-apply spec.syncPolicy.syncOptions']);
  expect(problems(application({ skipCrds: true }, []))).toEqual([]);
  expect(problems(application({}, ['ServerSideApply=true']))).toEqual([]);
});

const NAMELESS = 'kind: Role\nmetadata: {name: a}';

test('asks for a namespace only where nobody else gives one', () => {
  const job = `apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkConnect
metadata: {name: connect}
spec: {sparkVersion: 4.0.4, image: 'registry.example/spark:1.0.0', server: {template: {spec: {serviceAccountName: a}}}, executor: {}}`;
  const values = 'spark: {jobNamespaces: [data]}';
  const only = (files: Readonly<Record<string, string>>) =>
    found(files).filter((line) => line.startsWith('namespace-unnamed'));
  expect(only({ 'a.yaml': job, 'values.yaml': values })).toEqual([
    'namespace-unnamed a.yaml metadata.namespace',
  ]);
  expect(only({ 'a.yaml': job, 'values.yaml': values, 'kustomization.yaml': 'namespace: data' })).toEqual([]);
  expect(only({ 'a.yaml': job, 'values.yaml': 'spark: {jobNamespaces: [default]}' })).toEqual([]);
  expect(only({ 'a.yaml': job, 'b.yaml': NAMELESS })).toEqual([]);
});

test('finds what is wrong in an application inside of a workflow, at its line', () => {
  const workflow = (manifest: string): string => `apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: daily, namespace: data}
spec:
  templates:
    - name: run
      resource:
        action: create
        successCondition: status.applicationState.state == COMPLETED
        failureCondition: status.applicationState.state == FAILED
        manifest: ${manifest}
`;
  const block = `|
          # The job of the day.
          apiVersion: sparkoperator.k8s.io/v1beta2
          kind: SparkApplication
          metadata: {generateName: etl-, namespace: data}
          spec:
            restartPolicy: {type: Sometimes}
            image: '{{inputs.parameters.image}}'`;
  const lines = (content: string) =>
    checkFiles([{ file: 'a.yaml', named: true, read: () => new TextEncoder().encode(content) }])
      .findings.filter(({ rule }) => rule.id === 'illegal-enum-value')
      .map(({ subject, steps, path }) => `${subject.kind} ${subject.line(steps)} ${path}`);
  const path = 'spec.templates[0].resource.manifest.spec.restartPolicy.type';
  expect(lines(workflow(block))).toEqual([`WorkflowTemplate 17 ${path}`]);
  const quoted = JSON.stringify(block.slice(2).replaceAll(/^ {10}/gm, ''));
  expect(lines(workflow(quoted))).toEqual([`WorkflowTemplate 11 ${path}`]);
});
