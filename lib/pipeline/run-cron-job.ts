import type { Cron } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { submitterOf, type RunSubmitter } from './run-submitter';
import type { RunTemplate } from './run-template';
import { Runner } from './runner';

/** What runs when. */
export interface RunCronJobProps {
  /** The released application. */
  readonly template: RunTemplate;
  /** The program. */
  readonly runner: Runner;
  /** When it runs. */
  readonly schedule: Cron;
  /**
   * Time zone of the schedule.
   * @default 'Etc/UTC'
   */
  readonly timeZone?: string;
  /**
   * Name of the CronJob, at most 52 characters.
   * @default - the name of the job
   */
  readonly name?: string;
  /**
   * Namespace of the CronJob, its account and the Secret of the runner.
   * @default - that of the submitter, else that of the runs
   */
  readonly namespace?: string;
  /**
   * The account of its pods, which gets the right to start the template.
   * @default - one is made: `<name>-submitter`
   */
  readonly submitter?: RunSubmitter;
}

/**
 * Runs the job by a clock: one pod performs the run and then promotes it, if it has a branch. The name of the Job is the id of the run, so
 * that a pod that replaces another continues its run. A run that still goes on when the next is due wins.
 */
export class RunCronJob extends Construct {
  /** The CronJob. */
  public readonly apiObject: k8s.KubeCronJob;
  /** The account of its pods. */
  public readonly submitter: RunSubmitter;

  /** @throws when Kubernetes can have no CronJob of the name, a parameter is required, or namespace and submitter disagree */
  public constructor(scope: Construct, id: string, props: RunCronJobProps) {
    super(scope, id);
    const { template, runner } = props;
    const name = props.name ?? template.jobName;
    if (name.length > 52) {
      throw new Error(
        `name of the CronJob has ${name.length} characters; allowed are 52; give a shorter one`,
      );
    }
    const required = template._required;
    if (required.length > 0) {
      throw new Error(
        `a CronJob gives its runs no parameters, and job ${template.jobName} must be given ` +
          `${required.join(', ')}; release it without required parameters`,
      );
    }
    this.submitter = submitterOf(this, props, { name: `${name}-submitter` });
    const { namespace } = this.submitter;
    const runId = '$(RUN_ID)';
    const container = (step: string, args: string[]): k8s.Container => {
      const base = runner.container(step, args);
      const fieldRef = { fieldPath: "metadata.labels['batch.kubernetes.io/job-name']" };
      return { ...base, env: [{ name: 'RUN_ID', valueFrom: { fieldRef } }, ...base.env!] };
    };
    const run = container('run', runner.run(template, runId, String(runner.timeoutSeconds)));
    const [target] = template.promotionTargets;
    const containers =
      target === undefined
        ? { containers: [run] }
        : {
            initContainers: [run],
            containers: [
              container(
                'promote',
                runner.promote(template, [
                  ...['--run-id', runId, '--target', target, '--delete-branch'],
                  ...['--pipeline', name],
                ]),
              ),
            ],
          };
    this.apiObject = new k8s.KubeCronJob(this, 'Resource', {
      metadata: { name, namespace },
      spec: {
        schedule: props.schedule.expressionString,
        timeZone: props.timeZone ?? 'Etc/UTC',
        concurrencyPolicy: 'Forbid',
        jobTemplate: {
          spec: {
            backoffLimit: 5,
            podFailurePolicy: {
              rules: [
                { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
                {
                  action: 'FailJob',
                  onPodConditions: [],
                  onExitCodes: { operator: 'NotIn', values: [...Runner.RETRYABLE_EXIT_CODES] },
                },
              ],
            },
            template: {
              spec: {
                restartPolicy: 'Never',
                serviceAccountName: this.submitter.serviceAccountName,
                ...(runner.volumes.length > 0 && { volumes: runner.volumes }),
                ...containers,
              },
            },
          },
        },
      },
    });
  }
}
