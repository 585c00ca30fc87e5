import { RULES } from '../../lib/rules';
import { findProblems, type Subject } from '../../lib/rules/engine';
import {
  accepts,
  change,
  CONNECT,
  finds,
  findings,
  problems,
  SCHEDULED,
  subjects,
  APPLICATION,
} from './harness';

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
finds([['connect-needs-spark-3-4', { 'spec.sparkVersion': '3.3.4' }]], CONNECT);
accepts([{ 'spec.sparkVersion': '3.4.0' }], CONNECT);

describe('two applications of one name', () => {
  const found = ['duplicate-object metadata.name'];

  test('finds the second one', () => {
    expect(problems(APPLICATION, APPLICATION)).toEqual(found);
  });

  test('finds them in one file, and accepts them in two', () => {
    const inFile = (file: string) => subjects(APPLICATION).map((subject) => ({ ...subject, file }));
    const check = (...all: Subject[]) =>
      findProblems(all, { rules: RULES }).map(({ rule, path }) => `${rule} ${path}`);
    expect(check(...inFile('a.yaml'), ...inFile('a.yaml'))).toEqual(found);
    expect(check(...inFile('a.yaml'), ...inFile('b.yaml'))).toEqual([]);
  });

  test('accepts them in two namespaces, and with generated names', () => {
    expect(problems(APPLICATION, change(APPLICATION, { 'metadata.namespace': 'other' }))).toEqual([]);
    const generated = change(APPLICATION, { 'metadata.name': undefined, 'metadata.generateName': 'etl-' });
    expect(problems(generated, generated)).toEqual([]);
  });
});

test('says the limit', () => {
  const [finding] = findings(change(APPLICATION, { 'metadata.name': 'x'.repeat(64) }));
  expect(finding!.message).toBe('64 characters, at most 63 are possible');
});
