import { NAME_RULES } from './names';
import type { Rule } from './rule';

/** Every rule, particular ones before general ones. */
export const RULES: readonly Rule[] = [...NAME_RULES];
