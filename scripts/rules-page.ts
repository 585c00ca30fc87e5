/** Writes docs/rules.md from the rules: node --import tsx scripts/rules-page.ts */
import { writeFileSync } from 'node:fs';
import { rulesPage } from './rules-page-text';

writeFileSync('docs/rules.md', rulesPage());
