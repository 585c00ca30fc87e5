import { NAME_RULES } from './names';
import type { Rule } from './rule';
import { CONF_RULES } from './spark-conf/conf-rules';

/** Every rule, particular ones before general ones. */
export const RULES: readonly Rule[] = [...NAME_RULES, ...CONF_RULES];
