import type { Duration } from 'cdk8s';
import type { SparkApplicationSpecDynamicAllocation } from '../../imports/sparkoperator.k8s.io';
import type { PropReader } from './prop-reader';

/** Lets Spark start and stop executors as the work needs them. */
export interface DynamicAllocation {
  /**
   * Whether it is on.
   * @default true
   */
  readonly enabled?: boolean;
  /**
   * Executors at the start. The largest of this, `minExecutors` and `executor.instances` wins.
   * @default - minExecutors
   */
  readonly initialExecutors?: number;
  /**
   * Fewest executors.
   * @default - 0
   */
  readonly minExecutors?: number;
  /**
   * Most executors.
   * @default - no limit
   */
  readonly maxExecutors?: number;
  /**
   * Keeps executors that hold shuffle data. Kubernetes has no external shuffle service, so switch this off only with
   * a remote shuffle service.
   * @default true
   */
  readonly shuffleTrackingEnabled?: boolean;
  /**
   * Time after which executors that hold shuffle data may go, in whole milliseconds.
   * @default - never while the data is in use
   */
  readonly shuffleTrackingTimeout?: Duration;
}

/** @internal */
export function renderDynamicAllocation(
  reader: PropReader,
  props: DynamicAllocation,
): SparkApplicationSpecDynamicAllocation {
  const enabled = props.enabled ?? true;
  return {
    enabled,
    initialExecutors: reader.integer('initialExecutors', props.initialExecutors, 0),
    minExecutors: reader.integer('minExecutors', props.minExecutors, 0),
    maxExecutors: reader.integer('maxExecutors', props.maxExecutors, 1),
    shuffleTrackingEnabled: props.shuffleTrackingEnabled ?? (enabled ? true : undefined),
    shuffleTrackingTimeout: reader.milliseconds('shuffleTrackingTimeout', props.shuffleTrackingTimeout),
  };
}
