/** Writes docs/rules.md from the rules: npm run rules-page */
import { writeFileSync } from 'node:fs';
import { rulesPage } from './rules-page-text';

writeFileSync('docs/rules.md', rulesPage());
