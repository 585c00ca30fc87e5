import { Chart, Duration } from 'cdk8s';
import { readFileSync } from 'node:fs';
import { production } from '../../examples/rules/production';
import { SparkApplication, SparkServiceAccount } from '../../lib';
import { workspace } from '../check/workspace';
import { APPLICATION, change } from '../rules/harness';
import '../../examples/rules/team-label.check';

const { file, check } = workspace();
const CONFIG = 'examples/rules/.spark-check.yaml';

test.each([
  ['ts', 'team-label.ts'],
  ['ts', 'team-label.check.ts'],
  ['ts', 'production.ts'],
  ['yaml', '.spark-check.yaml'],
  ['js', 'team-rules.cjs'],
])('docs/check.md shows as %s what is compiled and run: %s', (language, name) => {
  const example = readFileSync(`examples/rules/${name}`, 'utf8');
  expect(readFileSync('docs/check.md', 'utf8')).toContain(`\`\`\`${language}\n${example}\`\`\``);
});

test('the app of production wants a team, and is strict', () => {
  const app = production();
  const jobs = new Chart(app, 'jobs', { namespace: 'data' });
  const etl = new SparkApplication(jobs, 'etl', {
    sparkVersion: '3.5.8',
    image: 'registry.example.com/spark:latest',
    mainApplicationFile: 'local:///opt/jobs/etl.py',
    serviceAccount: SparkServiceAccount.fromServiceAccountName('spark'),
    timeToLive: Duration.days(1),
  });
  expect(() => jobs.toJson()).toThrow(
    /2 found by the rules:\n.*image-not-pinned: [^\n]*\n.*team-label-missing: metadata\.labels\.team of SparkApplication data\/jobs-etl/,
  );
  etl.apiObject.metadata.addLabel('team', 'lake');
  expect(() => jobs.toJson()).toThrow('1 found by the rules');
});

test('the configuration has values, severities, reasons and rules', async () => {
  const job = change(APPLICATION, { 'spec.image': 'a:latest', 'spec.timeToLiveSeconds': undefined });
  const { code, out } = await check(file('a.yaml', job), '--config', CONFIG);
  expect(code).toBe(1);
  expect(out).toContain('  error  image-not-pinned  SparkApplication data/etl\n');
  expect(out).toContain(
    '  error  team-label-missing  SparkApplication data/etl\n  metadata.labels.team: no team is named\n',
  );
  expect(out).toContain(
    'configuration  acknowledged  ttl-unset  1 finding in 1 object: Argo CD deletes what leaves Git\n',
  );
  expect(out).toContain('2 errors, 0 warnings, 1 acknowledged in 2 objects of 2 files');
});
