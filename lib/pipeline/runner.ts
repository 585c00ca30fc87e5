import { Duration } from 'cdk8s';
import { type ImagePullPolicy, k8s } from 'cdk8s-plus-28';
import { RESTRICTED_CONTAINER } from '../access/restricted';
import type { AccessKeys } from '../credentials/access-keys';
import type { LakeFs } from '../lakefs/lakefs';
import { wholeSeconds } from '../spark/quantities';
import type { RunTemplate } from './run-template';

/** The program that performs runs, and what it works with. */
export interface RunnerProps {
  /** Image of the program, built from `runner/Dockerfile`. */
  readonly image: string;
  /** The lakeFS server of the runs. */
  readonly lakefs: LakeFs;
  /**
   * Keys of lakeFS that may make, merge and delete branches, in a Secret of the namespace of the steps.
   * @default - those of `lakefs`, which the jobs have too
   */
  readonly keys?: AccessKeys;
  /**
   * When the image is pulled.
   * @default - Kubernetes' own rule: always for `latest`, else if it is not present
   */
  readonly imagePullPolicy?: ImagePullPolicy;
  /**
   * How long a run may take, counted from the creation of its application.
   * @default Duration.hours(1)
   */
  readonly timeout?: Duration;
  /**
   * How long a run may wait for its driver and its first executor.
   * @default Duration.minutes(10)
   */
  readonly startTimeout?: Duration;
}

/** What the program needs: it waits most of the time, and holds one application and its pods. */
export const RUNNER_RESOURCES = { cpuRequest: '50m', memoryRequest: '128Mi', memoryLimit: '256Mi' };

/** The program that performs runs. */
export class Runner {
  /** Name of the program in its image. */
  public static readonly COMMAND: string[] = ['spark-runner'];

  /** Exit codes of ends that another attempt can turn into a good one: no answer in time, told to stop, killed. */
  public static readonly RETRYABLE_EXIT_CODES: number[] = [6, 7, 137, 143];

  /** Image of the program. */
  public readonly image: string;
  /** The lakeFS server of the runs. */
  public readonly lakefs: LakeFs;
  /** Keys of lakeFS, in a Secret of the namespace of the steps. */
  public readonly keys: AccessKeys;
  /** When the image is pulled. */
  public readonly imagePullPolicy: ImagePullPolicy | undefined;
  /** Seconds that a run may take. */
  public readonly timeoutSeconds: number;
  /** Seconds that a run may wait for its driver and its first executor. */
  public readonly startTimeoutSeconds: number;

  /** @throws when the image is empty, or a time is not a whole number of seconds */
  public constructor(props: RunnerProps) {
    if (props.image.trim() === '') {
      throw new Error('image of the runner is ""; give the image that was built from runner/Dockerfile');
    }
    this.image = props.image;
    this.lakefs = props.lakefs;
    this.keys = props.keys ?? props.lakefs.keys;
    this.imagePullPolicy = props.imagePullPolicy;
    this.timeoutSeconds = wholeSeconds('timeout', props.timeout ?? Duration.hours(1));
    this.startTimeoutSeconds = wholeSeconds('startTimeout', props.startTimeout ?? Duration.minutes(10));
  }

  /** The variables that every command needs, the access keys as references. */
  public get env(): k8s.EnvVar[] {
    const { endpoint } = this.lakefs.gateway.store;
    return [{ name: 'LAKEFS_ENDPOINT_URL', value: endpoint }, ...this.keys.env('LAKEFS')];
  }

  /** Arguments that make the branch of a run. */
  public branch(template: RunTemplate, runId: string, more: string[] = []): string[] {
    return ['branch', ...released(template), '--run-id', runId, ...more];
  }

  /** Arguments that perform a run, or continue it. */
  public run(template: RunTemplate, runId: string, timeout: string, more: string[] = []): string[] {
    const limits = ['--timeout', timeout, '--start-timeout', String(this.startTimeoutSeconds)];
    return ['run', ...released(template), '--run-id', runId, ...limits, ...more];
  }

  /** Arguments that promote the branch of a run. */
  public promote(template: RunTemplate, ...more: string[]): string[] {
    return ['promote', ...job(template), ...more];
  }

  /** Arguments that delete the application and the branch of a run. */
  public cleanup(template: RunTemplate, runId: string): string[] {
    return ['cleanup', ...job(template), '--run-id', runId];
  }

  /** A container that runs the program, as Pod Security `restricted` wants it. */
  public container(name: string, args: string[]): k8s.Container {
    return {
      name,
      image: this.image,
      imagePullPolicy: this.imagePullPolicy,
      command: [...Runner.COMMAND],
      args: [...args],
      env: this.env,
      resources: {
        requests: {
          cpu: k8s.Quantity.fromString(RUNNER_RESOURCES.cpuRequest),
          memory: k8s.Quantity.fromString(RUNNER_RESOURCES.memoryRequest),
        },
        limits: { memory: k8s.Quantity.fromString(RUNNER_RESOURCES.memoryLimit) },
      },
      securityContext: { ...RESTRICTED_CONTAINER, readOnlyRootFilesystem: true },
    };
  }
}

function released(template: RunTemplate): string[] {
  return ['--template-config-map', template.configMapName, '--namespace', template.namespace];
}

function job(template: RunTemplate): string[] {
  return [
    ...['--job', template.jobName, '--namespace', template.namespace],
    ...['--repository', template.repository],
  ];
}
