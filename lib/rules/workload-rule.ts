import { APPLICATIONS, workload, WORKLOADS, type Workload } from '../manifest/workload';
import type { Facts } from './facts';
import type { Problem, Rule } from './rule';

/** A rule as it is written for workloads. */
export interface WorkloadRule extends Omit<Rule, 'kinds' | 'check'> {
  /** Looks at one workload. */
  readonly check: (app: Workload, facts: Facts) => Iterable<Problem>;
}

/** A rule about a SparkApplication, bare or inside a schedule. */
export function applicationRule(rule: WorkloadRule): Rule {
  return { ...rule, kinds: APPLICATIONS, check: (object, facts) => rule.check(workload(object), facts) };
}

/** A rule about every kind with Spark settings. */
export function workloadRule(rule: WorkloadRule): Rule {
  return { ...rule, kinds: WORKLOADS, check: (object, facts) => rule.check(workload(object), facts) };
}
