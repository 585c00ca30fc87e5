import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SparkValidation } from '../lib/validation';
import { APPLICATION, change } from './rules/harness';

async function validate(manifest: string) {
  const folder = mkdtempSync(join(tmpdir(), 'validation-'));
  const file = join(folder, 'app.k8s.yaml');
  writeFileSync(file, manifest);
  const report = { addViolation: jest.fn(), submit: jest.fn() };
  await new SparkValidation().validate({ manifests: [file], report });
  rmSync(folder, { recursive: true });
  return {
    violations: report.addViolation.mock.calls.map(([violation]) => violation),
    submitted: report.submit.mock.calls,
    file,
  };
}

test('submits success for good manifests', async () => {
  expect(await validate(APPLICATION)).toMatchObject({
    violations: [],
    submitted: [['success', { errors: '0', warnings: '0' }]],
  });
});

test('reports an error with its place and fails', async () => {
  const { violations, submitted, file } = await validate(
    change(APPLICATION, { 'spec.executor.memory': '2Gi' }),
  );
  expect(violations).toEqual([
    {
      ruleName: 'memory-unit (error)',
      recommendation: '"2Gi" is a Kubernetes quantity, memory wants Spark\'s units',
      fix: 'write 2g',
      violatingResources: [
        { resourceName: 'etl', locations: ['spec.executor.memory ("2Gi")'], manifestPath: file },
      ],
    },
  ]);
  expect(submitted).toEqual([['failure', { errors: '1', warnings: '0' }]]);
});

test('lists a warning and succeeds', async () => {
  const { violations, submitted } = await validate(change(APPLICATION, { 'spec.image': 'a:latest' }));
  expect(violations).toHaveLength(1);
  expect(submitted).toEqual([['success', { errors: '0', warnings: '1' }]]);
});

test('fails for what it cannot read', async () => {
  const { submitted } = await validate('kind: [');
  expect(submitted).toEqual([
    ['failure', expect.objectContaining({ unreadable: expect.stringContaining('app.k8s.yaml') })],
  ]);
});

test('shows no credential', async () => {
  const { violations } = await validate(change(APPLICATION, { 'spec.arguments': ['--password', 'canary'] }));
  expect(violations).toHaveLength(1);
  expect(JSON.stringify(violations)).not.toContain('canary');
});
