import type { k8s } from 'cdk8s-plus-28';

/** A scheduler that starts all pods of an application together. The operator must have it enabled. */
export class BatchScheduler {
  /** Volcano. Give `batchSchedulerOptions.resources` too: what the operator computes for it is wrong. */
  public static readonly VOLCANO = new BatchScheduler('volcano');
  /** Apache YuniKorn. */
  public static readonly YUNIKORN = new BatchScheduler('yunikorn');

  /** A scheduler that is registered at the operator by `controller.batchScheduler.kubeSchedulerNames`. */
  public static of(name: string): BatchScheduler {
    return new BatchScheduler(name);
  }

  private constructor(
    /** Name of the scheduler, as the operator knows it. */
    public readonly name: string,
  ) {}
}

/** What the batch scheduler is told. */
export interface BatchSchedulerOptions {
  /**
   * Queue of the application, for Volcano and YuniKorn.
   * @default - the scheduler's own default queue
   */
  readonly queue?: string;
  /**
   * Priority class of the pod group, for Volcano.
   * @default - none
   */
  readonly priorityClassName?: string;
  /**
   * Resources that must be free before anything starts, for Volcano, which needs them.
   * @default - computed by the operator, which reads Spark's memory units wrongly
   */
  readonly resources?: Readonly<Record<string, k8s.Quantity>>;
}
