import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readObjects, UnreadableError } from '../../lib/check/read';
import { CASES } from '../check/reading/cases';
import { yamlTexts } from '../check/reading/yaml-texts';
import { kubectlReads, kubectlReadsAll } from './support/kubectl-reading';
import { cached } from './support/target';

// kubectl reads without a cluster, and the version of the rig is the one that wrote the data.
const KUBECTL = cached('kubectl');
const TEXTS = 2000;

(existsSync(KUBECTL) ? describe : describe.skip)(`beside ${KUBECTL}`, () => {
  for (const [kind, cases] of Object.entries(CASES)) {
    test(`it reads ${kind} as the data of the tests say`, () => {
      const file = join(__dirname, `../check/reading/${kind.replaceAll(' ', '-')}.json`);
      const found = cases.map(({ name, text }) => [name, kubectlReads(KUBECTL, text) ?? null]);
      expect(Object.fromEntries(found)).toEqual(JSON.parse(readFileSync(file, 'utf8')));
    });
  }

  test(`check reads ${TEXTS} generated files as it does, or refuses them`, () => {
    const texts = fc
      .sample(yamlTexts(), { numRuns: TEXTS, seed: 1 })
      .map((write, index) => write(`c${index}`));
    const kubectl = new Map(kubectlReadsAll(KUBECTL, texts).map((object) => [object.metadata.name, object]));
    let compared = 0;
    for (const [index, text] of texts.entries()) {
      const theirs = kubectl.get(`c${index}`);
      const ours = read(text);
      if (theirs === undefined || ours === undefined) continue;
      expect({ text, object: ours }).toEqual({ text, object: theirs });
      compared += 1;
    }
    expect(compared).toBeGreaterThan(TEXTS / 2);
  });
});

function read(text: string): unknown {
  try {
    return readObjects('a.yaml', new TextEncoder().encode(text))[0]?.manifest;
  } catch (error) {
    if (error instanceof UnreadableError) return undefined;
    throw error;
  }
}
