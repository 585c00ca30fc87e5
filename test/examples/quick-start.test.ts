import { readFileSync } from 'node:fs';
import { Testing } from 'cdk8s';
import { local } from '../../clusters';
import { KronodroidPlatform } from '../../lib';
import { CHART_VERSION } from '../../lib/versions';
import { quickStart } from './quick-start';

test('the Quick Start builds the image that its job and its sample data run', () => {
  const { job } = new KronodroidPlatform(Testing.app(), 'platform', local);
  const image = String(job.apiObject.toJson().spec.image);
  expect(quickStart()).toContain(`docker build --tag ${image} `);
  expect(readFileSync('examples/kronodroid/quick-start/sample-data.yaml', 'utf8')).toContain(
    `image: ${image}\n`,
  );
});

test('the Quick Start installs the chart that the values are for, and waits for the job that it starts', () => {
  const { job } = new KronodroidPlatform(Testing.app(), 'platform', local);
  expect(quickStart()).toContain(` --version ${CHART_VERSION} `);
  expect(quickStart()).toContain(`sparkapplication/${job.name}\n`);
  expect(quickStart()).toContain(`logs ${job.name}-driver `);
});
