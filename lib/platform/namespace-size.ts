import type { IConstruct } from 'constructs';
import { jobSize, sumOf, type JobSize, type TotalSize } from '../manifest/job-size';
import { workloadsIn } from './allowed';

/** What the jobs of an app ask of one namespace, if all of them run at once. */
export class NamespaceSize {
  /**
   * Of the jobs that the app has by now, hand-written ones included.
   *
   * @param scope any construct of the app
   * @param namespace the namespace
   */
  public static of(scope: IConstruct, namespace: string): NamespaceSize {
    const jobs = workloadsIn(scope.node.root, [namespace]).filter(({ kind }) => kind !== 'SparkConnect');
    return new NamespaceSize(
      namespace,
      Object.fromEntries(jobs.map((job) => [job.name ?? '', jobSize(job)])),
    );
  }

  /** All of them as they begin. */
  public readonly atStart: TotalSize;
  /** All of them as large as they may grow; undefined when one of them has no limit. */
  public readonly atMost?: TotalSize;

  private constructor(
    /** The namespace. */
    public readonly namespace: string,
    /** The jobs by their names. */
    public readonly jobs: Readonly<Record<string, JobSize>>,
  ) {
    const sizes = Object.values(jobs);
    this.atStart = sumOf(sizes.map(({ atStart }) => atStart))!;
    this.atMost = sumOf(sizes.map(({ atMost }) => atMost));
  }
}
