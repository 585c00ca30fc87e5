import { type Chart, Yaml } from 'cdk8s';
import { stringify } from 'yaml';
import { OutputFile, type SparkFeature } from '../../lib';
import { objectsOf } from './chart';
import { contributionOf } from './features';

/** A chart or a file as rendered, without what the rules say: it shows every prop, sensible together or not. */
export function yamlOf(rendered: Chart | OutputFile): string {
  return Yaml.stringify(...(rendered instanceof OutputFile ? rendered.documents() : objectsOf(rendered)));
}

/** What features add, without what is empty. */
export function yamlOfFeatures(...features: SparkFeature[]): string {
  const contributed = Object.entries(contributionOf(...features)).filter(
    ([, part]) => Object.keys(part).length > 0,
  );
  return stringify(Object.fromEntries(contributed), { lineWidth: 0 });
}
