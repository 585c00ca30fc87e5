/**
 * Generates imports/sparkoperator.k8s.io.ts from imports/schemas/, offline.
 *
 *   npm run imports                        from the committed schemas
 *   npm run imports -- CRD.yaml CRD.yaml   first refreshes the schemas from these CRD files
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { closedSchemas, slimmedCrd } from './crd-schemas';

const ROOT = resolve(__dirname, '..');
const IMPORTS = join(ROOT, 'imports');
const SCHEMAS = join(IMPORTS, 'schemas');
const GENERATED = ['SparkApplication', 'ScheduledSparkApplication'];

for (const file of process.argv.slice(2)) {
  for (const document of parseAllDocuments(readFileSync(file, 'utf8'))) {
    for (const schema of closedSchemas(document.toJS())) {
      writeFileSync(
        join(SCHEMAS, `${schema.kind.toLowerCase()}.json`),
        `${JSON.stringify(schema.schema, null, 1)}\n`,
      );
    }
  }
}

const crds = readdirSync(SCHEMAS)
  .sort()
  .map((file) => slimmedCrd(JSON.parse(readFileSync(join(SCHEMAS, file), 'utf8'))))
  .filter((crd) => GENERATED.includes(crd.spec.names.kind));

const folder = mkdtempSync(join(tmpdir(), 'imports-'));
try {
  const input = join(folder, 'crds.json');
  writeFileSync(input, crds.map((crd) => JSON.stringify(crd)).join('\n---\n'));
  const options = ['--output', IMPORTS, '--save=false', '--check-upgrade=false'];
  execFileSync(join(ROOT, 'node_modules/.bin/cdk8s'), ['import', input, ...options], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
} finally {
  rmSync(folder, { recursive: true });
}
