import { RULES } from '../../../lib/rules/all';
import { APPLICATION, change, problems } from '../harness';
import { APPLICATION_BOUNDARIES } from './application';
import { CLIENT_BOUNDARIES } from './clients';
import { DEPENDENCY_BOUNDARIES } from './dependencies';
import { CHART_VALUES_BOUNDARIES } from './chart-values';
import { POD_BOUNDARIES } from './pod';
import { RELEASE_BOUNDARIES } from './release';
import { SETTINGS_BOUNDARIES } from './settings';

const BOUNDARIES = [
  ...APPLICATION_BOUNDARIES,
  ...POD_BOUNDARIES,
  ...SETTINGS_BOUNDARIES,
  ...DEPENDENCY_BOUNDARIES,
  ...CLIENT_BOUNDARIES,
  ...RELEASE_BOUNDARIES,
  ...CHART_VALUES_BOUNDARIES,
];

for (const [rule, field, wrong, right, context = {}] of BOUNDARIES) {
  test(`${rule}: ${field} may not be ${JSON.stringify(wrong)}, and may be ${JSON.stringify(right)}`, () => {
    const { base = APPLICATION, given = {}, beside = [] } = context;
    const found = (value: unknown): string[] =>
      problems(change(change(base, given), { [field]: value }), ...beside);
    const [owner, key] = field.split(/\/(?=[^/]*$)/);
    const path = context.path ?? (key === undefined ? field : `${owner!.replaceAll('/', '.')}["${key}"]`);
    expect(found(wrong)).toEqual([`${rule} ${path}`]);
    expect(found(right)).toEqual([]);
  });
}

/** Rules of which no last right value is tested yet: a new rule has its boundary above, and this list only shrinks. */
const WITHOUT: readonly string[] = [
  'retry-interval-missing',
  'driver-ingress-duplicate',
  'webhook-field-unapplied',
  'driver-service-account-unbound',
  'driver-role-too-small',
  'driver-token-not-mounted',
  'executor-service-account-missing',
  'java-options-overridden',
  's3a-jars-missing',
  'iceberg-jars-missing',
  'iceberg-java-too-old',
  'secret-value-in-manifest',
  'unresolved-reference-syntax',
  'executor-credentials-missing',
  'secret-in-other-namespace',
  'secret-key-missing',
  'env-from-secret-key-names',
  'bucket-without-credentials',
  'shared-global-s3-keys',
  'aws-env-with-bucket-keys',
  'bucket-name-with-dot',
  'catalog-type-and-impl',
  'catalog-class-missing',
  'lakefs-catalog-uri',
  'hadoop-catalog-location',
  'hadoop-catalog-ephemeral-branch',
  'hadoop-catalog-concurrent-writers',
  'io-impl-missing',
  'iceberg-env-outside-rest',
  'removed-spark-conf',
  'duplicate-spark-conf',
  'wrong-format',
];

test('each rule has its boundary', () => {
  const tested = new Set(BOUNDARIES.map(([rule]) => rule));
  expect(RULES.map(({ id }) => id).filter((id) => !tested.has(id))).toEqual(WITHOUT);
});
