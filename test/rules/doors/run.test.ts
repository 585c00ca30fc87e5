import { parse } from 'yaml';
import { checkRun } from '../../../lib/rules/doors/run';
import { APPLICATION, change } from '../harness';

const found = (changes: Readonly<Record<string, unknown>>) =>
  checkRun(parse(change(APPLICATION, changes)) as object);

test('a run of an application that nothing is wrong with is neither refused nor warned of', () => {
  expect(found({})).toEqual({ errors: [], warnings: [] });
});

test('errors and warnings of a run are told apart, each as one sentence', () => {
  const { errors, warnings } = found({ 'spec.mode': 'client', 'spec.timeToLiveSeconds': undefined });
  expect(errors).toEqual([expect.stringMatching(/^[\w-]+: spec\.mode: .+; .+$/)]);
  expect(warnings).toEqual([expect.stringMatching(/^[\w-]+: spec.*: .+; .+$/)]);
});
