import { ArchitectureDiagram, ClusterApp, KronodroidPlatform } from '../lib';
import { seed } from '../clusters';

const DIAGRAM = /(<!-- npm run diagram -->\n\n```mermaid\n)[^]*?(```)/;

/** The README with the picture of the seed's cluster as it is now. */
export function drawn(readme: string): string {
  const app = new ClusterApp();
  new KronodroidPlatform(app, 'kronodroid', seed);
  const diagram = ArchitectureDiagram.mermaid(app);
  return readme.replace(DIAGRAM, (_, before: string, after: string) => before + diagram + after);
}
