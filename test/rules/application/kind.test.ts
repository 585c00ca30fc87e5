import { finds, said, says } from '../harness';

finds([['unknown-kind', { kind: 'SparkAplication' }]]);

says([
  [
    { kind: 'SparkAplication' },
    'error unknown-kind kind: the Spark Operator has no kind SparkAplication → did you mean SparkApplication?',
  ],
  [{ kind: 'Notebook' }, 'error unknown-kind kind: the Spark Operator has no kind Notebook'],
]);

test('speaks of kinds of the operator only', () => {
  const object = (apiVersion: string) => said(JSON.stringify({ apiVersion, kind: 'Notebook' }));
  expect(object('sparkoperator.k8s.io')).toHaveLength(1);
  expect(object('sparkoperator.k8s.iox/v1')).toEqual([]);
  expect(object('x.sparkoperator.k8s.io/v1')).toEqual([]);
});
