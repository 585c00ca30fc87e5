// Draws the seed's cluster into README.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { drawn } from './drawn';

const readme = readFileSync('README.md', 'utf8');
writeFileSync('README.md', drawn(readme));
