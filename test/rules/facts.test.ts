import { Release } from '../../lib';
import { Facts } from '../../lib/rules/facts';

const watching = (spark: Readonly<Record<string, unknown>>): Release => new Release({ values: { spark } });

test('a release may watch a namespace that a label decides on', () => {
  const [listed, labelled, other] = [
    watching({ jobNamespaces: ['data'] }),
    watching({ jobNamespaces: [], jobNamespaceSelector: 'team=data' }),
    watching({ jobNamespaces: ['other'] }),
  ];
  const facts = new Facts([], [listed, labelled, other]);
  expect(facts.releasesFor('data')).toEqual([listed, labelled]);
  expect(facts.releasesFor(undefined)).toEqual([]);
});
