import { readFileSync } from 'node:fs';
import { Testing } from 'cdk8s';
import { quickStart } from '../../examples/kronodroid/quick-start/cluster';
import { KronodroidPlatform } from '../../lib';

const read = (path: string): string => readFileSync(path, 'utf8');

test('the Quick Start builds the image that its job and its sample data run', () => {
  const { job } = new KronodroidPlatform(Testing.app(), 'platform', quickStart);
  const image = String(job.apiObject.toJson().spec.image);
  expect(read('docs/quick-start.md')).toContain(`docker build --tag ${image} `);
  expect(read('examples/kronodroid/quick-start/sample-data.yaml')).toContain(`image: ${image}\n`);
});
