import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { SparkFeature } from '../../lib';
import { Workload } from './workload';

/** What an application has after these features were added. */
export function contributionOf(...features: SparkFeature[]): Workload['all'] {
  const workload = new Workload();
  workload.with(...features);
  return workload.all;
}

/** The Spark settings after these features were added. */
export function confOf(...features: SparkFeature[]): Readonly<Record<string, string>> {
  return contributionOf(...features).sparkConf;
}

/**
 * Compares what features add, without what is empty, with `golden/<name>.yaml` beside the test.
 * UPDATE_GOLDEN=1 writes the file; a missing one fails.
 */
export function expectGoldenFeatures(name: string, ...features: SparkFeature[]): void {
  const file = join(dirname(expect.getState().testPath!), 'golden', `${name}.yaml`);
  const contributed = Object.entries(contributionOf(...features)).filter(
    ([, part]) => Object.keys(part).length > 0,
  );
  const text = stringify(Object.fromEntries(contributed), { lineWidth: 0 });
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  if (!existsSync(file))
    throw new Error(`golden file ${name}.yaml is missing; run the test with UPDATE_GOLDEN=1`);
  expect(text).toBe(readFileSync(file, 'utf8'));
}
