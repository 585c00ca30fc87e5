import { Duration } from 'cdk8s';
import type { SparkApplicationSpecRestartPolicy } from '../../imports/sparkoperator.k8s.io';
import type { PropReader } from './prop-reader';

/** How long the operator waits before it runs an application again, whatever its result. */
export interface AlwaysRestartOptions {
  /**
   * Wait after a run that ended. The operator multiplies it by the number of attempts.
   * @default Duration.seconds(5)
   */
  readonly retryInterval?: Duration;
  /**
   * Wait after a submission that failed. The operator multiplies it by the number of attempts.
   * @default Duration.seconds(5)
   */
  readonly submissionRetryInterval?: Duration;
}

/** How often the operator runs a failed application again, and how long it waits before. */
export interface OnFailureRestartOptions extends AlwaysRestartOptions {
  /** How often a failed run is repeated, 0 or more (`onFailureRetries`). */
  readonly retries: number;
  /**
   * How often a failed submission is repeated, 0 or more (`onSubmissionFailureRetries`). Submissions fail when many
   * start at once.
   * @default - the same as retries
   */
  readonly submissionRetries?: number;
}

/** What the operator does when an application ended. */
export class RestartPolicy {
  /** One run, whatever its result. */
  public static never(): RestartPolicy {
    return new RestartPolicy('Never');
  }

  /** A new run after every run, for ever. The application never ends, so a `timeToLive` has no effect. */
  public static always(options: AlwaysRestartOptions = {}): RestartPolicy {
    return new RestartPolicy('Always', options);
  }

  /** A new run after a failed one, a limited number of times. */
  public static onFailure(options: OnFailureRestartOptions): RestartPolicy {
    return new RestartPolicy('OnFailure', options, {
      run: options.retries,
      submission: options.submissionRetries ?? options.retries,
    });
  }

  private constructor(
    private readonly type: string,
    private readonly intervals?: AlwaysRestartOptions,
    private readonly retries?: { readonly run: number; readonly submission: number },
  ) {}

  /** @internal */
  public _render(reader: PropReader): SparkApplicationSpecRestartPolicy {
    const { intervals, retries } = this;
    if (intervals === undefined) return { type: this.type };
    const retryInterval = intervals.retryInterval ?? Duration.seconds(5);
    const submissionRetryInterval = intervals.submissionRetryInterval ?? Duration.seconds(5);
    return {
      type: this.type,
      onFailureRetries: reader.integer('retries', retries?.run, 0),
      onFailureRetryInterval: reader.seconds('retryInterval', retryInterval),
      onSubmissionFailureRetries: reader.integer('submissionRetries', retries?.submission, 0),
      onSubmissionFailureRetryInterval: reader.seconds('submissionRetryInterval', submissionRetryInterval),
    };
  }
}
