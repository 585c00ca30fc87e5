import type { Cron } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ISparkServiceAccount } from '../access/spark-service-account-ref';
import { OutputFile, type OutputFileProps } from '../app/output-file';
import type { WrittenFile } from '../app/write-files';
import { OBJECT_NAME } from '../kubernetes-names';
import { timeZoneProblem } from '../manifest/cron';
import { Problems, show, TextForm } from '../problems';
import { AIRFLOW_DAG } from './airflow-dag';
import { AirflowLaunchers } from './airflow-launchers';
import { airflowSettings } from './airflow-settings';
import { submitterOf, type RunSubmitter } from './run-submitter';
import type { RunTemplate } from './run-template';
import type { Runner } from './runner';

/** What Airflow runs. */
export interface RunAirflowDagProps extends OutputFileProps {
  /** The released application. */
  readonly template: RunTemplate;
  /** The program. */
  readonly runner: Runner;
  /**
   * Name of the DAG, which also begins the names of its accounts: lower-case letters, digits, dashes and dots.
   * @default - the name of the job
   */
  readonly name?: string;
  /**
   * When it runs.
   * @default - whenever somebody starts it
   */
  readonly schedule?: Cron;
  /**
   * Time zone of the schedule.
   * @default 'Etc/UTC'
   */
  readonly timeZone?: string;
  /**
   * Namespace of the pods that Airflow makes, their account and the Secret of the runner.
   * @default - that of the submitter, else that of the runs
   */
  readonly namespace?: string;
  /**
   * The account of these pods, which gets the right to start the template.
   * @default - one is made: `<name>-submitter`
   */
  readonly submitter?: RunSubmitter;
  /**
   * Accounts of Airflow's workers and of its triggerer, with their namespaces. They get the right to make and follow pods in the
   * namespace of the pods, by the Role `<name>-launcher`, and no other.
   * @default - none: they have the right already
   */
  readonly launchers?: ISparkServiceAccount[];
  /**
   * Connection of Airflow to the cluster of the pods.
   * @default - none: Airflow runs in that cluster, and its pods have an account
   */
  readonly connectionId?: string;
}

const CONNECTION_ID = new TextForm({
  pattern: /^[\w.-]+$/,
  of: 'letters, digits, underscores, dashes and dots',
  example: 'jobs_cluster',
  maxLength: 200,
});

/**
 * A DAG of Airflow 3: run, promote, clean up; run and clean up with `RunIsolation.NONE`. Two files are written, which belong beside
 * each other in a bundle of DAGs: `<id>.py`, the same for every job, and `<id>.yaml`, with all that is known of this one.
 *
 * The id of the DAG run is the id of the run, so that a task that is started again, after whatever was killed, finds its run. While the
 * run goes on no worker is held. Clean-up is a teardown: it also deletes application and branch of a run that failed or was stopped
 * by marking its task as failed.
 */
export class RunAirflowDag extends OutputFile {
  /** The account of the pods. */
  public readonly submitter: RunSubmitter;
  /** Path of the program below the output folder. */
  public readonly programPath: string;
  private readonly known: unknown;

  /** @throws when Airflow or Kubernetes can have no such names, or a schedule lacks what its runs must be given, listing all reasons, or namespace and submitter disagree */
  public constructor(scope: Construct, id: string, props: RunAirflowDagProps) {
    super(scope, id, props);
    const { template, runner, connectionId, launchers = [] } = props;
    const name = props.name ?? template.jobName;
    const timeZone = props.timeZone ?? 'Etc/UTC';
    const problems = new Problems();
    problems.require('name', name, OBJECT_NAME.upTo(200));
    const noZone = timeZoneProblem(timeZone);
    if (noZone !== undefined) problems.report('timeZone', `is ${show(timeZone)}, and ${noZone}`);
    if (connectionId !== undefined) problems.require('connectionId', connectionId, CONNECTION_ID);
    if (props.schedule !== undefined && template._required.length > 0) {
      problems.report(
        'schedule',
        `gives its runs no parameters, and job ${template.jobName} must be given ${template._required.join(', ')}; ` +
          'release it without required parameters, or leave the schedule out',
      );
    }
    problems.throwFor(`DAG ${show(this.node.path)}`);

    this.submitter = submitterOf(this, props, { name: `${name}-submitter` });
    const { namespace = '', serviceAccountName } = this.submitter;
    if (launchers.length > 0) {
      new AirflowLaunchers(this, 'launchers', { name: `${name}-launcher`, namespace, accounts: launchers });
    }
    this.programPath = this.path.replace(/\.yaml$/, '.py');
    this.known = airflowSettings({
      template,
      runner,
      dag: { name, schedule: props.schedule?.expressionString, timeZone },
      connectionId,
      namespace,
      serviceAccountName,
    });
  }

  /** What the program reads. */
  public override documents(): unknown[] {
    return [this.known];
  }

  /** @internal */
  public override _files(): WrittenFile[] {
    return [...super._files(), { path: this.programPath, text: () => AIRFLOW_DAG }];
  }
}
