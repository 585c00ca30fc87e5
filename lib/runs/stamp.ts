import { BranchMove } from './branch-move';
import type { Contract } from './contract';
import { ARGUMENT_KEYWORD, RUN_PARAMETERS, type Parameters } from './parameters';
import type { Run } from './plan';
import { RefusedRun } from './refused';
import type { ReleasedApplication, ReleasedSpec, Template } from './released';
import { RunName } from './run-name';

export const TEMPLATE_ANNOTATION = 'cdk8s-spark-operator/template';
export const SOURCE_BRANCH_ANNOTATION = 'cdk8s-spark-operator/source-branch';
/** On every application of a run, so that they can be listed. */
export const RUN_LABEL = 'cdk8s-spark-operator/run';

/**
 * The application of a run: the released one with its own name, its own branch wherever the released branch
 * stands, and its sizes. The same input gives the same application.
 */
export function stamp(template: Template, run: Run, parameters: Parameters): ReleasedApplication {
  const { application, digest } = template;
  const move = new BranchMove(run.repository, run.sourceBranch, run.name);
  // The branch last: what a parameter says of it is moved as well.
  const spec = move.spec(withParameters(application.spec, template.contract, parameters));
  if (move.catalogs === 0) {
    throw new RefusedRun(
      `the template has no Iceberg catalog on branch ${run.sourceBranch} of repository ${run.repository}, so a run ` +
        'would not write to its own branch; set LAKEFS_REPOSITORY and LAKEFS_BRANCH to what its catalog uses',
    );
  }
  refuseStray(move, run, parameters);
  return {
    apiVersion: application.apiVersion,
    kind: application.kind,
    metadata: {
      name: run.name,
      namespace: run.namespace,
      labels: { ...application.metadata.labels, [RUN_LABEL]: run.name },
      annotations: {
        ...application.metadata.annotations,
        [RunName.ANNOTATION]: run.id,
        [SOURCE_BRANCH_ANNOTATION]: run.sourceBranch,
        [TEMPLATE_ANNOTATION]: digest,
      },
    },
    spec,
  };
}

function withParameters(released: ReleasedSpec, contract: Contract, parameters: Parameters): ReleasedSpec {
  return Object.entries(parameters).reduce<ReleasedSpec>((spec, [name, value]) => {
    const flag = contract.properties[name]?.[ARGUMENT_KEYWORD];
    return flag === undefined
      ? (withField(spec, RUN_PARAMETERS[name]!.path, value) as ReleasedSpec)
      : { ...spec, arguments: withArgument(spec.arguments ?? [], flag, String(value)) };
  }, released);
}

/** A run writes to its own branch: no parameter names another one of its repository. */
function refuseStray(move: BranchMove, run: Run, parameters: Parameters): void {
  const problems = Object.entries(parameters).flatMap(([name, value]) => {
    const stray = move.stray(move.uris(String(value)));
    return stray === undefined
      ? []
      : [
          `parameter ${name} holds ${JSON.stringify(stray.slice(0, 200))}, which is in repository ${run.repository} and not ` +
            `plainly on the branch of the run; name branch ${run.sourceBranch}, which becomes that of the run, or another bucket`,
        ];
  });
  if (problems.length > 0) throw new RefusedRun(problems.join('; '));
}

/** Names of catalogs whose tables would hold the name of the branch, and break when it is deleted. */
export function catalogsBoundTo(
  application: ReleasedApplication,
  repository: string,
  branch: string,
): string[] {
  return Object.entries(application.spec.sparkConf ?? {}).flatMap(([key, value]) => {
    const catalog = /^spark\.sql\.catalog\.([^.]+)\.warehouse$/.exec(key)?.[1];
    const [scheme, bucket, first] = value.split(/:\/\/|\//);
    return catalog !== undefined &&
      /^s3[an]?$/.test(scheme ?? '') &&
      bucket === repository &&
      first === branch
      ? [catalog]
      : [];
  });
}

function withField(node: unknown, path: readonly string[], value: unknown): unknown {
  const [field, ...rest] = path;
  if (field === undefined) return value;
  const object = (node ?? {}) as Record<string, unknown>;
  return { ...object, [field]: withField(object[field], rest, value) };
}

/** `--flag value` or `--flag=value`, in place of what the released arguments have. */
function withArgument(given: readonly string[], flag: string, value: string): string[] {
  const at = given.findIndex((argument) => argument === flag || argument.startsWith(`${flag}=`));
  if (at < 0) return [...given, flag, value];
  const replaced = given[at] === flag ? 2 : 1;
  return [...given.slice(0, at), flag, value, ...given.slice(at + replaced)];
}
