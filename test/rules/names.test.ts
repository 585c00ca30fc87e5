import { accepts, change, CONNECT, finds, findings, SCHEDULED, APPLICATION } from './harness';

const PROMETHEUS = {
  exposeDriverMetrics: true,
  exposeExecutorMetrics: true,
  prometheus: { jmxExporterJar: '/prometheus/jmx_prometheus_javaagent.jar' },
};

finds([
  ['name-not-dns-1035', { 'metadata.name': '2026-etl' }],
  ['name-not-dns-1035', { 'metadata.name': 'Etl' }],
  ['name-not-dns-1035', { 'metadata.name': 'etl.daily' }],
  ['name-not-dns-1035', { 'metadata.name': 'etl-' }],
  ['name-too-long', { 'metadata.name': 'x'.repeat(64) }],
  ['name-too-long', { 'metadata.name': 'x'.repeat(50), 'spec.monitoring': PROMETHEUS }],
]);
accepts([{ 'metadata.name': 'e' }, { 'metadata.name': 'x'.repeat(49), 'spec.monitoring': PROMETHEUS }]);
finds([['name-not-dns-1035', { 'metadata.name': '1' }]], SCHEDULED);
finds([['name-not-dns-1035', { 'metadata.name': '1' }]], CONNECT);
accepts([{}]);
accepts([{}], SCHEDULED);
accepts([{}], CONNECT);

test('says the limit', () => {
  const [finding] = findings(change(APPLICATION, { 'metadata.name': 'x'.repeat(64) }));
  expect(finding!.message).toBe('64 characters, at most 63 are possible');
});
