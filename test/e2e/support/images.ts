import { join } from 'node:path';
import { SPARK_LINES } from '../../../lib/versions';
import { kubectl, run } from '../../cluster/support/shell';
import { chart, onRig } from '../../cluster/support/target';
import { runtimes } from '../clusters/small';

const PROJECT = join(__dirname, '../../..');
const IMAGES = join(PROJECT, 'test/e2e/rig-images');
export const QUICK_START = join(PROJECT, 'examples/kronodroid/quick-start');
export const REST_CATALOG = join(PROJECT, 'test/e2e/rest-catalog');

/** On the rig, what `docker build`, a registry and `kind load` do elsewhere. */
export function makeImages(): void {
  if (!onRig()) return;
  run(IMAGES, ['operator', chart()[0]!]);
  run(IMAGES, ['servers', ...imagesOf(QUICK_START, /^(?:minio|treeverse)/)]);
  run(IMAGES, ['rest-catalog', ...imagesOf(REST_CATALOG, /^apache/)]);
  for (const { image, sparkVersion, jars } of Object.values(runtimes)) {
    const sdk = SPARK_LINES[sparkVersion.replace(/\.\d+$/, '')]!.awsSdk;
    run(IMAGES, ['job', image, sparkVersion, sdk, ...jars]);
  }
}

function imagesOf(folder: string, wanted: RegExp): string[] {
  const images = [...kubectl('kustomize', folder).matchAll(/image: (.*)/g)].map(([, image]) => image!);
  return images.filter((image) => wanted.test(image));
}
