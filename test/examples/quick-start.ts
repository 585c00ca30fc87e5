import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The commands of the Quick Start in README.md, as they stand there. */
export function quickStart(): string {
  const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
  const section = /^## Quick Start\n([^]*?)^## /m.exec(readme)![1]!;
  return [...section.matchAll(/^ *```bash\n([^]*?)^ *```/gm)].map(([, commands]) => commands!).join('');
}
