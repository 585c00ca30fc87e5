import { readFileSync } from 'node:fs';
import { WEBHOOK_FIELDS } from '../../../lib/rules/release/coverage';
import { accepts, APPLICATION, change, finds, problems, RELEASE, findings, said } from '../harness';

finds([['namespace-not-watched', { 'metadata.namespace': 'other' }]], undefined, RELEASE);

finds(
  [['webhook-field-unapplied', { 'metadata.labels': {} }, 'spec.driver.securityContext']],
  undefined,
  `${RELEASE}\nwebhook: {enable: false}`,
);

accepts([{}], undefined, 'spark: {jobNamespaces: []}');

accepts([{}], undefined, 'spark: {jobNamespaces: [], jobNamespaceSelector: a=b}');

describe('webhook-field-unapplied', () => {
  const off = `${RELEASE}\nwebhook: {enable: false}`;
  const bare = change(APPLICATION, {
    'spec.driver.securityContext': undefined,
    'spec.driver.podSecurityContext': undefined,
    'spec.executor.securityContext': undefined,
    'spec.executor.podSecurityContext': undefined,
    'spec.driver.volumeMounts': undefined,
    'spec.executor.volumeMounts': undefined,
  });
  const unapplied = (changes: Readonly<Record<string, unknown>>, values: string): string[] =>
    problems(change(bare, changes), values).filter((problem) =>
      problem.startsWith('webhook-field-unapplied'),
    );

  test.each([...WEBHOOK_FIELDS, 'volumeMounts'])(
    'finds %s of either role, where there is no webhook',
    (field) => {
      const value = field === 'volumeMounts' ? [{ name: 'tmp', mountPath: '/tmp' }] : {};
      for (const role of ['driver', 'executor']) {
        const changes = { [`spec.${role}.${field}`]: value };
        expect(unapplied(changes, off)).toEqual([`webhook-field-unapplied spec.${role}.${field}`]);
        expect(unapplied(changes, RELEASE)).toEqual([]);
      }
    },
  );

  test('accepts fields that the submission applies', () => {
    const mount = [{ name: 'spark-local-dir-1', mountPath: '/scratch' }];
    expect(unapplied({ 'spec.driver.volumeMounts': mount, 'spec.driver.labels': { a: 'b' } }, off)).toEqual(
      [],
    );
  });

  test('knows the fields whose props say so', () => {
    const props = readFileSync('lib/spark/spark-pod-props.ts', 'utf8');
    const documented = [...props.matchAll(/\/\*\*((?:(?!\*\/)[^])*)\*\/\s*readonly (\w+)\?/g)]
      .filter(([, text]) => text!.includes('(webhook)'))
      .map(([, , name]) => name!.replace('terminationGracePeriod', 'terminationGracePeriodSeconds'));
    expect(documented.sort()).toEqual([...WEBHOOK_FIELDS].sort());
  });
});

test('says which namespaces are watched, and what is lost', () => {
  const other = change(APPLICATION, { 'metadata.namespace': 'other' });
  expect(said(other, 'spark: {jobNamespaces: [data, lake]}')).toEqual([
    'error namespace-not-watched metadata.namespace: the operator watches data, lake, not other',
  ]);
  expect(findings(other, RELEASE)[0]!.related).toEqual([
    expect.objectContaining({ steps: ['spark', 'jobNamespaces'], message: 'the namespaces that it watches' }),
  ]);
  expect(said(other, RELEASE, 'spark: {jobNamespaces: [other]}')).toEqual([]);
  expect(
    said(change(other, { 'metadata.namespace': undefined }), 'spark: {jobNamespaces: [default]}'),
  ).toEqual([]);
  const [lost, ...more] = findings(APPLICATION, `${RELEASE}\nwebhook: {enable: false}`);
  expect(more).toEqual([]);
  expect(lost).toMatchObject({
    path: 'spec.driver.securityContext',
    message:
      'driver.securityContext is ignored without the webhook, as are driver.podSecurityContext, driver.volumeMounts, ' +
      'executor.securityContext, executor.podSecurityContext, executor.volumeMounts',
    related: [{ steps: ['webhook', 'enable'], message: 'no webhook for data' }],
  });
  expect(said(APPLICATION, `${RELEASE}\nwebhook: {enable: false}`, RELEASE)).toEqual([]);
});

test.each(['sparkConfigMap', 'hadoopConfigMap', 'monitoring'])(
  'says that %s is lost without the webhook',
  (field) => {
    const bare = {
      'spec.driver': { cores: 1, memory: '1g', serviceAccount: 'spark' },
      'spec.executor': { cores: 1, memory: '1g', instances: 1 },
    };
    const told = (value: unknown) =>
      said(
        change(APPLICATION, { ...bare, [`spec.${field}`]: value }),
        `${RELEASE}\nwebhook: {enable: false}`,
      ).filter((text) => text.includes(' webhook-field-unapplied '));
    expect(told(field === 'monitoring' ? {} : 'a')).toEqual([
      `error webhook-field-unapplied spec.${field}: ${field} is ignored without the webhook`,
    ]);
    expect(told(undefined)).toEqual([]);
  },
);
