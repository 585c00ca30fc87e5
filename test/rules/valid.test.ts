import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { problems } from './harness';

const FOLDER = join(__dirname, 'valid');

/** Manifests and values that nothing is wrong with: one feature each, as people write it. */
test.each(readdirSync(FOLDER))('finds nothing in %s', (file) => {
  expect(problems(readFileSync(join(FOLDER, file), 'utf8'))).toEqual([]);
});
