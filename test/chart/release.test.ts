import { Release } from '../../lib';

const release = (values: Readonly<Record<string, unknown>> = {}, name?: string): Release =>
  new Release({ values, name });

describe('the namespaces of a release', () => {
  test.each([
    ['nothing given', {}, ['default'], true, false],
    ['a list', { jobNamespaces: ['data'] }, ['data'], false, true],
    ['an empty list', { jobNamespaces: [] }, [], true, true],
    ['an empty name', { jobNamespaces: [''] }, [], true, true],
    ['a label', { jobNamespaces: [], jobNamespaceSelector: 'a=b' }, [], undefined, undefined],
    [
      'a label beside a list',
      { jobNamespaces: ['data'], jobNamespaceSelector: 'a=b' },
      ['data'],
      undefined,
      true,
    ],
    ['a label beside all', { jobNamespaces: [''], jobNamespaceSelector: 'a=b' }, [], true, true],
  ])('%s', (_, spark, jobNamespaces, watchesDefault, watchesData) => {
    expect(release({ spark }).jobNamespaces).toEqual(jobNamespaces);
    expect(release({ spark }).watches('default')).toBe(watchesDefault);
    expect(release({ spark }).watches('data')).toBe(watchesData);
  });

  test('are those of the webhook, unless it is off', () => {
    const spark = { jobNamespaces: ['data'] };
    expect(release({ spark }).webhookCovers('data')).toBe(true);
    expect(release({ spark }).webhookCovers('other')).toBe(false);
    expect(release({ spark, webhook: { enable: false } }).webhookCovers('data')).toBe(false);
  });
});

describe('the account of the drivers', () => {
  test.each([
    ['spark-operator', {}, 'spark-operator-spark'],
    ['my-spark-operator', {}, 'my-spark-operator-spark'],
    ['data', {}, 'data-spark-operator-spark'],
    ['data', { nameOverride: 'jobs' }, 'data-jobs-spark'],
    ['data', { nameOverride: 'dat' }, 'data-spark'],
    ['data', { fullnameOverride: 'jobs' }, 'jobs-spark'],
    ['data', { fullnameOverride: `${'x'.repeat(62)}-y` }, `${'x'.repeat(62)}-spark`],
    ['data', { spark: { serviceAccount: { name: 'own' } } }, 'own'],
    ['data', { spark: { serviceAccount: { create: false, name: 'own' } } }, 'own'],
    ['data', { spark: { serviceAccount: { create: false } } }, 'default'],
  ])('of release %s with %j is %s', (name, values, account) => {
    expect(release(values, name).driverAccount).toBe(account);
  });

  test('is none where all namespaces are watched', () => {
    expect(release({ spark: { jobNamespaces: [] } }, 'data').driverAccount).toBeUndefined();
    expect(release({ spark: { jobNamespaces: [''] } }, 'data').driverAccount).toBeUndefined();
    expect(
      release({ spark: { jobNamespaces: [], serviceAccount: { name: 'own' } } }, 'data').driverAccount,
    ).toBe('own');
  });

  test('depends on a name that a file of values does not tell', () => {
    expect(release().driverAccount).toBeUndefined();
    expect(release({ fullnameOverride: 'jobs' }).driverAccount).toBe('jobs-spark');
  });
});

describe('the account that the chart makes', () => {
  test.each([
    ['of a known release', {}, 'data', 'data-spark-operator-spark', true],
    ['of another release', {}, 'data', 'spark-operator-spark', false],
    ['of an unknown release', {}, undefined, 'any-spark-operator-spark', true],
    ['of an unknown release, with another end', {}, undefined, 'spark-operator-driver', false],
    ['of an unknown release, with another name of the chart', {}, undefined, 'jobs-spark', false],
    ['with a name of its own', { spark: { serviceAccount: { name: 'own' } } }, undefined, 'own', true],
    ['that is not made', { spark: { serviceAccount: { create: false } } }, 'data', 'default', false],
    ['without a Role', { spark: { rbac: { create: false } } }, 'data', 'data-spark-operator-spark', false],
  ])('%s', (_, values, name, account, isMade) => {
    expect(release(values, name).makesAccount('default', account)).toBe(isMade);
    expect(release(values, name).makesAccount('other', account)).toBe(false);
  });
});

test('an acknowledged rule is kept with its reason', () => {
  const one = release();
  one.acknowledge('failure-policy-ignore', 'two replicas');
  expect(one.acknowledged).toEqual({ 'failure-policy-ignore': 'two replicas' });
});
