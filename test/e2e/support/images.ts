import { join } from 'node:path';
import { knownLine } from '../../../lib/manifest/spark-version';
import { RUNNER_IMAGE, SPARK_LINES } from '../../../lib/versions';
import type { SparkRuntime } from '../../../lib';
import { kubectl } from '../../cluster/support/shell';
import { onRig, rigImage } from '../../cluster/support/target';
import { runtimes } from '../clusters/small';

const PROJECT = join(__dirname, '../../..');
export const QUICK_START = join(PROJECT, 'examples/kronodroid/quick-start');
export const REST_CATALOG = join(PROJECT, 'test/e2e/rest-catalog');
/** A REST catalog and a Nessie. */
export const CATALOGS = join(PROJECT, 'test/e2e/catalogs');
/** The Quick Start and a REST catalog behind TLS. */
export const TLS_SERVERS = join(PROJECT, 'test/e2e/tls');

/** On the rig, what `docker build`, a registry and `kind load` do elsewhere. */
export function makeImages(jobs: readonly SparkRuntime[] = [runtimes.spark35, runtimes.spark40]): void {
  if (!onRig()) return;
  rigImage('servers', ...imagesOf(QUICK_START, /^(?:minio|treeverse)/));
  rigImage('rest-catalog', ...imagesOf(REST_CATALOG, /^apache/));
  rigImage('runner', RUNNER_IMAGE);
  makeJobs(jobs);
}

/** The same for a proof with the catalogs, whose jobs have Iceberg's own S3 client. */
export function makeCatalogImages(): void {
  if (!onRig()) return;
  rigImage('nessie', ...imagesOf(CATALOGS, /projectnessie/));
  makeJobs([runtimes.spark35Aws]);
}

function makeJobs(jobs: readonly SparkRuntime[]): void {
  for (const { image, sparkVersion, jars } of jobs) {
    const sdk = SPARK_LINES[knownLine(sparkVersion)!].awsSdk;
    rigImage('job', image, sparkVersion, sdk, ...jars);
  }
}

function imagesOf(folder: string, wanted: RegExp): string[] {
  const images = [...kubectl('kustomize', folder).matchAll(/image: (.*)/g)].map(([, image]) => image!);
  return images.filter((image) => wanted.test(image));
}
