import { readFileSync } from 'node:fs';
import { App, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { Archive } from '../../examples/identity/external-secret';
import { RiskReport } from '../../examples/identity/irsa';
import { Clean } from '../../examples/identity/minio';
import { Publish } from '../../examples/identity/private-ca';
import { printed } from '../support/console';
import { yamlOf } from '../support/yaml';

type Example = new (scope: Construct, id: string) => Chart;

const EXAMPLES: [string, Example][] = [
  ['irsa', RiskReport],
  ['minio', Clean],
  ['external-secret', Archive],
  ['private-ca', Publish],
];

test.each(EXAMPLES)('docs/identity.md shows %s as it is compiled', (name) => {
  const example = readFileSync(`examples/identity/${name}.ts`, 'utf8');
  expect(readFileSync('docs/identity.md', 'utf8')).toContain(`\`\`\`ts\n${example}\`\`\``);
});

test.each(EXAMPLES)('%s is as it was, and no rule stops it', (name, Chart) => {
  const app = new App();
  const chart = new Chart(app, name);
  expect(() => app.synthYaml()).not.toThrow();
  expect(printed().join('\n')).not.toMatch(
    /: (?:env|bucket|plaintext|shared|unresolved|executor-credentials)-[a-z-]+:/,
  );
  expect(yamlOf(chart)).toMatchSnapshot();
});
