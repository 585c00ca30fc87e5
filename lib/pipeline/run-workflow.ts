import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { RESTRICTED_POD } from '../access/restricted';
import { RunIsolation } from '../runs/run-isolation';
import { retryStrategy } from './argo-retry';
import { submitterOf, type RunSubmitter } from './run-submitter';
import type { RunTemplate } from './run-template';
import { Runner } from './runner';

const BRANCH_FILE = '/tmp/branch';
const TEMPORARY = 'tmp';

/** What the workflow runs. */
export interface RunWorkflowProps {
  /** The released application. */
  readonly template: RunTemplate;
  /** The program. */
  readonly runner: Runner;
  /**
   * Name of the WorkflowTemplate.
   * @default - the name of the job
   */
  readonly name?: string;
  /**
   * Namespace of the workflow, its account and the Secret of the runner.
   * @default - that of the submitter, else that of the runs
   */
  readonly namespace?: string;
  /**
   * The account of its steps, which gets the right to start the template.
   * @default - one is made: `<name>-submitter`, with what Argo's executor needs beside the runner
   */
  readonly submitter?: RunSubmitter;
}

/**
 * A WorkflowTemplate of Argo Workflows: make the branch, run, promote; only run with `RunIsolation.NONE`. When the
 * workflow has ended, application and branch are deleted; those of a failed run are kept to be looked at, unless its parameter `keep-failed` is `false`.
 *
 * The id of the workflow is the id of the run, so that a retried workflow continues its run.
 */
export class RunWorkflow extends Construct {
  /** The rule that Argo's executor needs to report the result of a step. */
  public static readonly EXECUTOR_RULE: k8s.PolicyRule = {
    apiGroups: ['argoproj.io'],
    resources: ['workflowtaskresults'],
    verbs: ['create', 'patch'],
  };

  /** The WorkflowTemplate. */
  public readonly apiObject: ApiObject;
  /** The account of its steps. */
  public readonly submitter: RunSubmitter;

  /** @throws when namespace and submitter disagree */
  public constructor(scope: Construct, id: string, props: RunWorkflowProps) {
    super(scope, id);
    const { template, runner } = props;
    const name = props.name ?? template.jobName;
    this.submitter = submitterOf(this, props, {
      name: `${name}-submitter`,
      extraRules: [RunWorkflow.EXECUTOR_RULE],
    });
    const { namespace } = this.submitter;
    const runId = '{{workflow.uid}}';
    const settings = template.parameters.flatMap((parameter) => [
      '--set',
      `${parameter.name}={{workflow.parameters.${kebabCase(parameter.name)}}}`,
    ]);
    const step = (stepName: string, args: string[]): Step => {
      const container = runner.container('main', args);
      return {
        name: stepName,
        container: k8s.toJson_Container({
          ...container,
          volumeMounts: [{ name: TEMPORARY, mountPath: '/tmp' }, ...(container.volumeMounts ?? [])],
        }) as unknown,
        retryStrategy: retryStrategy(Runner.RETRYABLE_EXIT_CODES),
      };
    };
    const [target] = template.promotionTargets;
    const output =
      !target || template.isolation === RunIsolation.LAKEFS ? [] : ['--output-branch', BRANCH_FILE];
    const run = step(
      'run',
      runner.run(template, runId, '{{workflow.parameters.timeout-seconds}}', [...settings, ...output]),
    );
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'WorkflowTemplate',
      metadata: { name, namespace },
      spec: {
        entrypoint: 'pipeline',
        onExit: 'at-exit',
        serviceAccountName: this.submitter.serviceAccountName,
        securityContext: RESTRICTED_POD,
        arguments: {
          parameters: [
            ...template.parameters.map((parameter) => ({
              name: kebabCase(parameter.name),
              description: parameter.description,
              ...(!parameter.required && { value: String(parameter.released(template.spec) ?? '') }),
            })),
            {
              name: 'timeout-seconds',
              description: 'seconds after which the application is stopped',
              value: String(runner.timeoutSeconds),
            },
            ...(target === undefined
              ? []
              : [
                  {
                    name: 'target-branch',
                    description: `branch that the run is merged into: ${template.promotionTargets.join(' or ')}`,
                    value: target,
                  },
                ]),
            {
              name: 'keep-failed',
              description: `whether application${target === undefined ? '' : ' and branch'} of a failed run are kept`,
              value: 'true',
              enum: ['true', 'false'],
            },
          ],
        },
        volumes: [{ name: TEMPORARY, emptyDir: {} }, ...runner.volumes.map(k8s.toJson_Volume)],
        templates: [
          ...(target === undefined
            ? [{ name: 'pipeline', dag: { tasks: [task('run')] } }, run]
            : onBranch(
                template.isolation.name,
                // The branch of an attempt is made with its application.
                template.isolation === RunIsolation.LAKEFS
                  ? step('branch', runner.branch(template, runId, ['--output-branch', BRANCH_FILE]))
                  : undefined,
                run,
                step(
                  'promote',
                  runner.promote(template, [
                    ...['--run-id', runId, '--target', '{{workflow.parameters.target-branch}}'],
                    ...['--pipeline', '{{workflow.name}}'],
                  ]),
                ),
              )),
          {
            name: 'at-exit',
            steps: [
              [
                {
                  name: 'cleanup',
                  template: 'cleanup',
                  when: '{{workflow.status}} == Succeeded || {{workflow.parameters.keep-failed}} == false',
                },
              ],
            ],
          },
          step('cleanup', runner.cleanup(template, runId)),
        ],
      },
    });
  }
}

type Step = Readonly<Record<string, unknown>>;

/** The branch of the run, which is also what the workflow returns; the run; its promotion. */
function onBranch(isolation: string, branch: Step | undefined, run: Step, promote: Step): Step[] {
  const name = `${isolation}-branch`;
  const outputs = { parameters: [{ name, valueFrom: { path: BRANCH_FILE } }] };
  const maker = branch === undefined ? 'run' : 'branch';
  const parameter = `{{tasks.${maker}.outputs.parameters.${name}}}`;
  const made = branch === undefined ? [{ ...run, outputs }] : [{ ...branch, outputs }, run];
  return [
    {
      name: 'pipeline',
      dag: {
        tasks: [
          ...(branch === undefined ? [task('run')] : [task('branch'), task('run', 'branch')]),
          task('promote', 'run'),
        ],
      },
      outputs: { parameters: [{ name, valueFrom: { parameter } }] },
    },
    ...made,
    promote,
  ];
}

function task(name: string, depends?: string): Step {
  return { name, template: name, ...(depends !== undefined && { depends }) };
}

function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
