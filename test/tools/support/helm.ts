import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import type { Release } from '../../../lib';
import { isRecord, type Manifest } from '../../../lib/manifest/plain';

/** The Go module of the operator, which has its chart. */
const MODULE = 'github.com/kubeflow/spark-operator/v2';

/** Why there is nothing to test with; undefined when there is helm. */
export function missing(): string | undefined {
  const isThere = spawnSync('helm', ['version', '--short']).status === 0;
  return isThere ? undefined : 'helm is not in the PATH';
}

/** The folder of a chart: SPARK_OPERATOR_CHARTS/VERSION, or that of the operator's Go module. */
export function chartFolder(version: string): string | undefined {
  const own = process.env.SPARK_OPERATOR_CHARTS;
  if (own !== undefined) return existsSync(join(own, version)) ? join(own, version) : undefined;
  const { stdout } = spawnSync('go', ['mod', 'download', '-json', `${MODULE}@v${version}`], {
    cwd: tmpdir(),
    encoding: 'utf8',
  });
  const folder = /"Dir": "([^"]+)"/.exec(stdout ?? '')?.[1];
  return folder === undefined ? undefined : join(folder, 'charts/spark-operator-chart');
}

/** What the chart needs to be told of a cluster. */
const CLUSTER = [
  ...['--kube-version', '1.34.0'],
  ...[
    'monitoring.coreos.com/v1/PodMonitor',
    'cert-manager.io/v1/Certificate',
    'cert-manager.io/v1/Issuer',
  ].flatMap((api) => ['--api-versions', api]),
];

const folder = mkdtempSync(join(tmpdir(), 'helm-'));

/** The text that helm renders for a release. */
export function rendered(chart: string, { name, namespace, values }: Release): string {
  const file = join(folder, 'values.yaml');
  writeFileSync(file, stringify(values, { aliasDuplicateObjects: false }));
  return execFileSync(
    'helm',
    ['template', name!, chart, '--namespace', namespace!, '--values', file, ...CLUSTER],
    {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    },
  );
}

/** The objects in such a text. */
export function objectsIn(text: string): Manifest[] {
  const documents = parseAllDocuments(text);
  const all: unknown[] = Array.isArray(documents)
    ? documents.map((document) => document.toJS() as unknown)
    : [];
  return all.filter(isRecord);
}
