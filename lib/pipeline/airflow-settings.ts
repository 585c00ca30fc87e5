import { k8s } from 'cdk8s-plus-28';
import { RESTRICTED_POD } from '../access/restricted';
import type { RunParameter } from '../runs/run-parameter';
import type { RunTemplate } from './run-template';
import { Runner } from './runner';

/** A DAG, and where its pods are made. */
interface AirflowSettings {
  readonly template: RunTemplate;
  readonly runner: Runner;
  readonly dag: { readonly name: string; readonly schedule: string | undefined; readonly timeZone: string };
  readonly connectionId: string | undefined;
  readonly namespace: string;
  readonly serviceAccountName: string;
}

/**
 * All that the program of a DAG knows of its job. Texts in `pods` are templates of Jinja, by which Airflow puts the run and its
 * parameters into the arguments.
 */
export function airflowSettings(settings: AirflowSettings): Record<string, unknown> {
  const { template, runner, dag, connectionId } = settings;
  return {
    dag: { ...dag, schedule: dag.schedule ?? null },
    connection: connectionId === undefined ? { in_cluster: true } : { kubernetes_conn_id: connectionId },
    retryable_exit_codes: [...Runner.RETRYABLE_EXIT_CODES],
    params: paramsOf(template, runner),
    pods: Object.fromEntries(
      stepsOf(template, runner, dag.name).map((args) => [args[0]!, podOf(settings, args)]),
    ),
  };
}

/** DAGs have ids of runs in common. */
function runIdOf(dag: string, jobName: string): string {
  return dag === jobName ? '{{ run_id }}' : `${dag}/{{ run_id }}`;
}

const TIMEOUT = '{{ params.timeout_seconds }}';
const TARGET = '{{ params.target_branch }}';

function stepsOf(template: RunTemplate, runner: Runner, dag: string): string[][] {
  const runId = runIdOf(dag, template.jobName);
  const settings = template.parameters.map((parameter) => `${parameter.name}=${value(parameter, template)}`);
  const expressions = new Set([runId, TIMEOUT, TARGET, ...settings]);
  const more = settings.flatMap((setting) => ['--set', setting]);
  return [
    runner.run(template, runId, TIMEOUT, more),
    ...(template.promotionTargets.length === 0
      ? []
      : [runner.promote(template, ['--run-id', runId, '--target', TARGET, '--pipeline', dag])]),
    runner.cleanup(template, runId),
  ].map((args) => args.map((argument) => (expressions.has(argument) ? argument : literal(argument))));
}

/** Nothing after the sign leaves a parameter as it was released. */
function value(parameter: RunParameter, template: RunTemplate): string {
  const name = `params.${parameter.name}`;
  return parameter.property(template.spec).default === undefined
    ? `{{ '' if ${name} is none else ${name} }}`
    : `{{ ${name} }}`;
}

/** Names of the contract are in camelCase, so ours meet none of them. */
function paramsOf(template: RunTemplate, runner: Runner): Record<string, unknown> {
  const targets = template.promotionTargets;
  return {
    ...Object.fromEntries(
      template.parameters.map((parameter) => [parameter.name, paramOf(parameter.property(template.spec))]),
    ),
    timeout_seconds: {
      type: 'integer',
      description: 'seconds after which the application is stopped',
      minimum: 1,
      default: runner.timeoutSeconds,
    },
    ...(targets.length > 0 && {
      target_branch: {
        type: 'string',
        description: 'branch that the run is merged into',
        enum: [...targets],
        default: targets[0],
      },
    }),
  };
}

/** Keywords that Airflow and its form understand. A pattern is JavaScript's: the runner holds it. */
const KEYWORDS = ['type', 'format', 'description', 'enum', 'minimum', 'maximum', 'maxLength', 'examples'];

function paramOf(property: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept = Object.fromEntries(
    KEYWORDS.filter((key) => property[key] !== undefined).map((key) => [key, structuredClone(property[key])]),
  );
  if (property.default !== undefined) return { ...kept, default: property.default };
  const { type, enum: values } = kept;
  return {
    ...kept,
    type: [type, 'null'],
    ...(Array.isArray(values) && { enum: [...(values as unknown[]), null] }),
    default: null,
  };
}

function podOf({ runner, dag, namespace, serviceAccountName }: AirflowSettings, args: string[]): unknown {
  const container = k8s.toJson_Container(runner.container('base', [])) as Record<string, unknown>;
  const volumes = runner.volumes.map(k8s.toJson_Volume) as unknown[];
  return {
    metadata: { name: `${dag.name}-${args[0]!}`, namespace },
    spec: {
      serviceAccountName,
      securityContext: structuredClone(RESTRICTED_POD),
      ...(volumes.length > 0 && { volumes: literals(volumes) }),
      containers: [{ ...(literals(container) as object), args }],
    },
  };
}

/** A text that Airflow leaves as it is. */
function literal(text: string): string {
  return text.replace(/\{[{%#]/g, "{{ '$&' }}");
}

function literals(value: unknown): unknown {
  if (typeof value === 'string') return literal(value);
  if (Array.isArray(value)) return value.map(literals);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, literals(item)]));
}
