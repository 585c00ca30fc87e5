import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { ConfigMapDelivery } from '../../examples/deliveries/config-map-delivery';
import { ClusterApp, SparkOperator } from '../../lib';

test('docs/gitops.md shows a delivery of one’s own as it is compiled', () => {
  const example = readFileSync('examples/deliveries/config-map-delivery.ts', 'utf8');
  expect(readFileSync('docs/gitops.md', 'utf8')).toContain(`\`\`\`ts\n${example}\`\`\``);
});

test('a delivery of one’s own is one class, which gets the release and adds what it wants', () => {
  const app = new ClusterApp();
  const operator = new SparkOperator(app, 'operator', {
    namespace: 'operators',
    jobNamespaces: ['a'],
    delivery: new ConfigMapDelivery(),
  });
  const [chart] = app.charts;
  const [configMap] = chart!.toJson() as [{ metadata: object; data: Record<string, string> }];
  expect(configMap.metadata).toMatchObject({ namespace: 'operators' });
  expect(parse(configMap.data['values.yaml']!)).toEqual(operator.values);
});
