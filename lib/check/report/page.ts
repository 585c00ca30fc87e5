import { RULES } from '../../rules/all';
import type { Rule } from '../../rules/rule';

/** Where this repository is read. */
const REPOSITORY = 'https://git.example.com/data-platform/cdk8s-spark-operator';

const PAGE = `${REPOSITORY}/blob/main/docs/rules.md`;

/** Where a rule is explained; undefined for one of somebody else's that does not tell. */
export function pageOf(rule: Rule): string | undefined {
  return RULES.includes(rule) ? `${PAGE}#${rule.id}` : rule.source;
}
