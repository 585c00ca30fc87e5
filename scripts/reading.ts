// Writes what kubectl makes of the cases of test/check/reading beside them, as data for the tests that have no kubectl.
// usage: npm run reading [-- PROGRAM]
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { CASES } from '../test/check/reading/cases';
import { kubectlReads } from '../test/cluster/support/kubectl-reading';

const [program = 'kubectl'] = process.argv.slice(2);

async function main(): Promise<void> {
  for (const [kind, cases] of Object.entries(CASES)) {
    const file = join(__dirname, `../test/check/reading/${kind.replaceAll(' ', '-')}.json`);
    const read = cases.map(({ name, text }) => ({ name, reads: kubectlReads(program, text) ?? null }));
    const lines = read.map(({ name, reads }) => `${JSON.stringify(name)}: ${JSON.stringify(reads)}`);
    const json = `{\n${lines.join(',\n')}\n}`;
    writeFileSync(file, await format(json, { ...(await resolveConfig(file)), parser: 'json' }));
    console.log(`${kind}: ${read.length}, ${read.filter(({ reads }) => reads === null).length} refused`);
  }
}

void main();
