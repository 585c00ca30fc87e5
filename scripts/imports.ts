/**
 * Generates imports/sparkoperator.k8s.io.ts, imports/pod.ts and imports/pod-json.ts from imports/schemas/, offline.
 *
 *   npm run imports                        from the committed schemas
 *   npm run imports -- CRD.yaml CRD.yaml   after refreshing the schemas from these files of CRDs
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { closedSchemas } from './crd-schemas';
import { generateImports, IMPORTS, SCHEMAS } from './generate-imports';
import { podTypes } from './pod-types';

for (const file of process.argv.slice(2)) {
  for (const document of parseAllDocuments(readFileSync(file, 'utf8'))) {
    for (const { schema } of closedSchemas(document.toJS())) {
      writeFileSync(join(SCHEMAS, schema.$id), `${JSON.stringify(schema, null, 1)}\n`);
    }
  }
}
generateImports(IMPORTS);
for (const [file, text] of Object.entries(podTypes())) writeFileSync(join(IMPORTS, file), text);
