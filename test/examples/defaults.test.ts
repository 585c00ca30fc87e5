import { readFileSync } from 'node:fs';
import { App } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { platform } from '../../examples/defaults/platform';
import { SparkApplication, SparkDefaults } from '../../lib';
import { printed } from '../support/console';

function report(app: App): SparkApplication {
  return app.node.findAll().find((construct) => construct instanceof SparkApplication)!;
}

test('docs/defaults.md shows the example as it is compiled', () => {
  const example = readFileSync('examples/defaults/platform.ts', 'utf8');
  expect(readFileSync('docs/defaults.md', 'utf8')).toContain(`\`\`\`ts\n${example}\`\`\``);
});

test('the job has what platform and team give, and no rule stops it', () => {
  const [manifest] = parseAllDocuments(platform().synthYaml()).map((document) => document.toJS());
  expect(printed().join('\n')).not.toContain('label');
  expect(manifest).toMatchObject({
    metadata: { labels: { 'example.com/owner': 'risk', 'example.com/platform': 'data' } },
    spec: {
      image: 'registry.example.com/risk/report:3.5.9-1.0.0',
      timeToLiveSeconds: 2_592_000,
      restartPolicy: { type: 'OnFailure' },
      driver: { memory: '2g', tolerations: [{ key: 'example.com/spark' }] },
      sparkConf: { 'spark.eventLog.dir': 's3a://logs/spark' },
    },
  });
  expect(report(platform()).provenance).toMatchObject({
    timeToLiveSeconds: 'SparkDefaults of risk',
    'driver.memory': 'SparkDefaults of the app',
  });
});

test('the error that the page shows is that of the library', () => {
  const app = platform();
  SparkDefaults.of(app).lock({ executor: { instances: 2 } });
  expect(() => app.synthYaml()).toThrow(
    'executor.instances is 4 by executor, and 2 is locked by SparkDefaults of the app; leave it out, or have it changed there',
  );
  printed();
});
