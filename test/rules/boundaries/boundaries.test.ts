import { RULES } from '../../../lib/rules/all';
import { findProblems } from '../../../lib/rules/engine';
import { APPLICATION, change, subjects } from '../harness';
import { APPLICATION_BOUNDARIES } from './application';
import { CLIENT_BOUNDARIES } from './clients';
import { DELIVERY_BOUNDARIES } from './deliveries';
import { DEPENDENCY_BOUNDARIES } from './dependencies';
import { NAMESPACE_BOUNDARIES, NETWORK_BOUNDARIES } from './namespace';
import { CHART_VALUES_BOUNDARIES } from './chart-values';
import { POD_BOUNDARIES } from './pod';
import { SERVER_BOUNDARIES } from './pods';
import { RELEASE_BOUNDARIES } from './release';
import { SETTINGS_BOUNDARIES } from './settings';
import { UNREAD_BOUNDARIES } from './unread';
import { WORKFLOW_BOUNDARIES } from './workflows';

const BOUNDARIES = [
  ...APPLICATION_BOUNDARIES,
  ...POD_BOUNDARIES,
  ...SETTINGS_BOUNDARIES,
  ...DEPENDENCY_BOUNDARIES,
  ...CLIENT_BOUNDARIES,
  ...UNREAD_BOUNDARIES,
  ...NAMESPACE_BOUNDARIES,
  ...NETWORK_BOUNDARIES,
  ...WORKFLOW_BOUNDARIES,
  ...DELIVERY_BOUNDARIES,
  ...SERVER_BOUNDARIES,
  ...RELEASE_BOUNDARIES,
  ...CHART_VALUES_BOUNDARIES,
];

for (const [rule, field, wrong, right, context = {}] of BOUNDARIES) {
  test(`${rule}: ${field} may not be ${JSON.stringify(wrong)}, and may be ${JSON.stringify(right)}`, () => {
    const { base = APPLICATION, given = {}, beside = [], chartVersion } = context;
    const found = (value: unknown): string[] =>
      findProblems([change(change(base, given), { [field]: value }), ...beside].flatMap(subjects), {
        rules: RULES,
        chartVersion,
      }).map(({ rule: { id }, path }) => `${id} ${path}`);
    const [owner, key] = field.split(/\/(?=[^/]*$)/);
    const path = context.path ?? (key === undefined ? field : `${owner!.replaceAll('/', '.')}["${key}"]`);
    expect(found(wrong)).toEqual([`${rule} ${path}`]);
    expect(found(right)).toEqual([]);
  });
}

test('each rule has its boundary', () => {
  const tested = new Set(BOUNDARIES.map(([rule]) => rule));
  expect(RULES.map(({ id }) => id).filter((id) => !tested.has(id))).toEqual([]);
});
