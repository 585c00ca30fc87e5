/**
 * Reads folders of the chart spark-operator, one for each version, oldest first: names, types and defaults, none of its text.
 * Writes lib/chart/VERSION/values.json for those whose values have props, what each changes against the one before to
 * lib/chart/history.json, and prints the latter.
 *
 *   npm run chart-values -- PREVIOUS NEXT     adds a version, given the folder of the newest known one and its own
 *   npm run chart-values -- FOLDER...         everything anew; scripts/chart-values/extract makes the folders
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { compare, lt } from 'semver';
import { parse } from 'yaml';
import type { ChartChanges } from '../../lib/chart/history';
import { changedCode, changedOtherwise, changesOf, readChart, type Chart } from './changes';
import { chartSchema } from './schema';

const CHART = join(__dirname, '../../lib/chart');
const HISTORY = join(CHART, 'history.json');
/** Releases with the values of earlier charts cannot be written, only left. */
const FIRST_TYPED = '2.2.1';

async function write(file: string, content: unknown): Promise<void> {
  const options = { ...(await resolveConfig(file)), parser: 'json' };
  writeFileSync(file, await format(JSON.stringify(content, undefined, 2), options));
}

async function main(): Promise<void> {
  const history = new Map(
    (JSON.parse(readFileSync(HISTORY, 'utf8')) as ChartChanges[]).map((changes) => [
      changes.version,
      changes,
    ]),
  );
  let before: (Chart & { readonly folder: string }) | undefined;
  for (const folder of process.argv.slice(2)) {
    const chart = readChart(folder);
    const { version } = chart;
    if (!lt(version, FIRST_TYPED)) {
      mkdirSync(join(CHART, version), { recursive: true });
      const values = parse(readFileSync(join(folder, 'values.yaml'), 'utf8')) as object;
      await write(join(CHART, version, 'values.json'), chartSchema(version, values));
    }
    if (before !== undefined || !history.has(version)) {
      const changes = changesOf(chart, before);
      history.set(version, changes);
      if (before !== undefined) {
        const others = [
          ...changedOtherwise(chart, before, changes).map(
            (kind) => `schema of ${kind} has changed otherwise too: compare its CRD`,
          ),
          ...changedCode(folder, before.folder).map((name) => `code internal/${name} has changed`),
        ];
        console.log(report(changes, before.version, others));
      }
    }
    before = { ...chart, folder };
  }
  await write(
    HISTORY,
    [...history.values()].sort((a, b) => compare(a.version, b.version)),
  );
}

function report(
  { version, values, gone, crds, fields }: ChartChanges,
  before: string,
  others: readonly string[],
): string {
  const lines = [
    ...Object.entries(values).map(([path, value]) => `value ${path}: ${JSON.stringify(value)}`),
    ...gone.map((path) => `value ${path} is gone`),
    ...crds.map((name) => `CRD ${name} has changed`),
    ...Object.entries(fields).flatMap(([kind, paths]) =>
      (paths ?? []).map((path) => `field ${path} of ${kind}`),
    ),
    ...others,
  ];
  const summary = lines.length === 0 ? 'nothing that is known here' : lines.join('\n  ');
  return `${version} changes against ${before}:\n  ${summary}`;
}

void main();
