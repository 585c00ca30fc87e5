import type { Construct } from 'constructs';
import {
  ScheduledSparkApplication as CustomResource,
  toJson_ScheduledSparkApplicationSpec,
  type ScheduledSparkApplicationSpec,
} from '../../imports/sparkoperator.k8s.io';
import { PropReader } from './prop-reader';
import type { Schedule } from './schedule';
import type { SparkApplicationTemplate } from './spark-application-template';
import type { SparkObjectProps } from './spark-object-props';
import { SparkWorkload } from './spark-workload';

/** What happens when it is time for a run and the last one has not ended. */
export enum ConcurrencyPolicy {
  /** Both run. */
  ALLOW = 'Allow',
  /** The new run is left out. */
  FORBID = 'Forbid',
  /** The old run is stopped. */
  REPLACE = 'Replace',
}

/** An application, when it runs, and how its object is called. */
export interface ScheduledSparkApplicationProps extends SparkObjectProps {
  /** When it runs. */
  readonly schedule: Schedule;
  /** What it runs. */
  readonly template: SparkApplicationTemplate;
  /**
   * What happens when a run has not ended before the next. Always written: the operator would otherwise start the
   * application once and never again.
   * @default ConcurrencyPolicy.FORBID
   */
  readonly concurrencyPolicy?: ConcurrencyPolicy;
  /**
   * Time zone of the schedule, an IANA name or `UTC`.
   * @default - that of the operator's pod
   */
  readonly timeZone?: string;
  /**
   * Whether no run is started.
   * @default false
   */
  readonly suspend?: boolean;
  /**
   * How many runs that succeeded are kept.
   * @default 1
   */
  readonly successfulRunHistoryLimit?: number;
  /**
   * How many runs that failed are kept.
   * @default 1
   */
  readonly failedRunHistoryLimit?: number;
}

/** A Spark application that the operator runs again and again. */
export class ScheduledSparkApplication extends SparkWorkload {
  private readonly ownSpec: Omit<ScheduledSparkApplicationSpec, 'template'>;

  /** @throws when a prop cannot be represented, listing every such prop */
  public constructor(scope: Construct, id: string, props: ScheduledSparkApplicationProps) {
    super(scope, id, CustomResource.GVK, props, props.template);
    const reader = new PropReader();
    this.ownSpec = {
      schedule: reader.text('schedule', props.schedule.expressionString)!,
      concurrencyPolicy: props.concurrencyPolicy ?? ConcurrencyPolicy.FORBID,
      timeZone: reader.text('timeZone', props.timeZone),
      suspend: props.suspend,
      successfulRunHistoryLimit: reader.integer(
        'successfulRunHistoryLimit',
        props.successfulRunHistoryLimit,
        0,
      ),
      failedRunHistoryLimit: reader.integer('failedRunHistoryLimit', props.failedRunHistoryLimit, 0),
    };
    reader.throwFor(`scheduled Spark application ${JSON.stringify(this.node.path)}`);
  }

  protected renderSpec(): Record<string, unknown> {
    return toJson_ScheduledSparkApplicationSpec({ ...this.ownSpec, template: this.renderApplication() })!;
  }
}
