import { readObjects } from '../../../lib/check/read';
import { RULES } from '../../../lib/rules/all';
import { findProblems } from '../../../lib/rules/engine';
import { APPLICATION, change, subjects } from '../harness';
import { BOUNDARIES } from './all';

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

for (const [rule, , , , { files } = {}] of BOUNDARIES.filter(([, , , , context]) => context?.files)) {
  test(`${rule}: as files`, () => {
    const [wrong, right] = files!.map((text) =>
      findProblems(readObjects('a.yaml', Buffer.from(text)), { rules: RULES }).map(({ rule: { id } }) => id),
    );
    expect([wrong, right]).toEqual([[rule], []]);
  });
}

test('each rule has its boundary', () => {
  const tested = new Set(BOUNDARIES.map(([rule]) => rule));
  expect(RULES.map(({ id }) => id).filter((id) => !tested.has(id))).toEqual([]);
});
