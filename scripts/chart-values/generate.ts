/**
 * Writes lib/chart/VERSION/values.json from the values.yaml of a chart: names, types and defaults, none of its text.
 *
 *   npm run chart-values -- FOLDER...     folders of the chart spark-operator, one for each version
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { parse } from 'yaml';
import { chartSchema } from './schema';

async function main(): Promise<void> {
  for (const chart of process.argv.slice(2)) {
    const read = (file: string): Record<string, unknown> =>
      parse(readFileSync(join(chart, file), 'utf8')) as Record<string, unknown>;
    const version = String(read('Chart.yaml').version);
    const folder = join(__dirname, '../../lib/chart', version);
    const file = join(folder, 'values.json');
    const schema = JSON.stringify(chartSchema(version, read('values.yaml')), undefined, 2);
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, await format(schema, { ...(await resolveConfig(file)), parser: 'json' }));
    console.log(`lib/chart/${version}/values.json`);
  }
}

void main();
