import type { SparkFeature } from '../../lib';
import { Workload } from './workload';

/** What an application has after these features were added. */
export function contributionOf(...features: SparkFeature[]): Workload['all'] {
  const workload = new Workload();
  workload.with(...features);
  return workload.all;
}

/** The Spark settings after these features were added. */
export function confOf(...features: SparkFeature[]): Readonly<Record<string, string>> {
  return contributionOf(...features).sparkConf;
}
