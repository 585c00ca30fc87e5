import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Chart, Yaml } from 'cdk8s';
import { OutputFile } from '../../lib';
import { objectsOf } from './chart';

/**
 * Compares a chart or a file with `golden/<name>.yaml` beside the test. UPDATE_GOLDEN=1 writes the file; a missing one fails.
 */
export function expectGolden(rendered: Chart | OutputFile, name: string): void {
  const file = join(dirname(expect.getState().testPath!), 'golden', `${name}.yaml`);
  // As rendered, without what the rules say: a golden shows every prop, sensible together or not.
  const documents = rendered instanceof OutputFile ? rendered.documents() : objectsOf(rendered);
  const actual = Yaml.stringify(...documents);
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, actual);
  }
  if (!existsSync(file))
    throw new Error(`golden file ${name}.yaml is missing; run the test with UPDATE_GOLDEN=1`);
  expect(actual).toBe(readFileSync(file, 'utf8'));
}
