import { ApiObject, Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import { RESTRICTED_POD } from '../access/restricted';
import { STATE_CONDITIONS } from '../manifest/application-states';
import { RunIsolation } from '../runs/run-isolation';
import { RunName } from '../runs/run-name';
import { RUN_LABEL } from '../runs/stamp';
import { retryStrategy } from './argo-retry';
import { submitterOf, type RunSubmitter } from './run-submitter';
import type { RunTemplate } from './run-template';
import { RunWorkflow } from './run-workflow';

/** What the workflow runs. */
export interface RunResourceWorkflowProps {
  /** The released application, whose runs are not kept apart. */
  readonly template: RunTemplate;
  /**
   * Name of the WorkflowTemplate.
   * @default - the name of the job
   */
  readonly name?: string;
  /**
   * Namespace of the workflow and its account.
   * @default - that of the submitter, else that of the runs
   */
  readonly namespace?: string;
  /**
   * The account of its step, which gets the right to make the application.
   * @default - one is made: `<name>-submitter`, with what Argo's executor needs beside
   */
  readonly submitter?: RunSubmitter;
}

/** As long as what Argo puts there, so that lengths and names are those of a run. */
const STAND_IN = '00000000-0000';
/** The id of the run: the beginning of that of the workflow, since names of applications are short. */
const RUN_ID = '{{=sprig.trunc(13, workflow.uid)}}';
/** Exit codes of a step that was killed, and not of its job. */
const KILLED = [137, 143];

/**
 * A WorkflowTemplate of Argo Workflows that makes the application by itself, as a `resource`, and waits until the operator says
 * `COMPLETED` or `FAILED`. It needs no image of the runner, and has nothing of what the runner gives: no parameters, no branch and
 * no promotion, no time limits, no diagnosis, and no stopping: the job of a workflow that is stopped goes on.
 *
 * The application is named after the workflow and applied, so that a step that was killed finds it again instead of running the
 * job twice. That holds while the application is there: keep its `timeToLive` longer than Argo may be away.
 *
 * @see https://argo-workflows.readthedocs.io/en/latest/walk-through/kubernetes-resources/
 */
export class RunResourceWorkflow extends Construct {
  /** The WorkflowTemplate. */
  public readonly apiObject: ApiObject;
  /** The account of its step. */
  public readonly submitter: RunSubmitter;

  /** @throws when the runs need more than a step of Argo can do, or namespace and submitter disagree */
  public constructor(scope: Construct, id: string, props: RunResourceWorkflowProps) {
    super(scope, id);
    const { template } = props;
    const problems = problemsOf(template);
    if (problems.length > 0) {
      throw new Error(`job ${template.jobName} cannot be run by a resource of Argo: ${problems.join('; ')}`);
    }
    const name = props.name ?? template.jobName;
    this.submitter = submitterOf(this, props, {
      name: `${name}-submitter`,
      extraRules: [RunWorkflow.EXECUTOR_RULE],
    });
    const { namespace, serviceAccountName } = this.submitter;
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'WorkflowTemplate',
      metadata: { name, namespace },
      spec: {
        entrypoint: 'run',
        serviceAccountName,
        securityContext: RESTRICTED_POD,
        templates: [
          {
            name: 'run',
            resource: { action: 'apply', ...STATE_CONDITIONS, manifest: manifestOf(template) },
            retryStrategy: retryStrategy(KILLED),
          },
        ],
      },
    });
  }
}

function problemsOf(template: RunTemplate): string[] {
  const required = template._required;
  return [
    ...(template.isolation === RunIsolation.NONE
      ? []
      : [
          `its runs are kept apart by ${template.isolation.name}, and only the runner makes branches; take RunWorkflow, or release it ` +
            'with RunIsolation.NONE',
        ]),
    ...(required.length === 0
      ? []
      : [
          `its runs must be given ${required.join(', ')}, and only the runner holds values to the contract; take RunWorkflow`,
        ]),
    ...(template._run(STAND_IN).metadata.name.endsWith(`-${STAND_IN}`)
      ? []
      : [
          `its name has ${template.jobName.length} characters, and no room for the id of a workflow; allowed are 35`,
        ]),
    ...(JSON.stringify(template.spec).includes('{{')
      ? ['its application has {{, which Argo would replace; leave it out, or take RunWorkflow']
      : []),
  ];
}

/** The application of a run as text, named after the workflow. */
function manifestOf(template: RunTemplate): string {
  const { apiVersion, kind, metadata, spec } = template._run(STAND_IN);
  const name = metadata.name.replace(STAND_IN, RUN_ID);
  return Yaml.stringify({
    apiVersion,
    kind,
    metadata: {
      ...metadata,
      name,
      labels: { ...metadata.labels, [RUN_LABEL]: name },
      annotations: { ...metadata.annotations, [RunName.ANNOTATION]: RUN_ID },
    },
    spec,
  });
}
