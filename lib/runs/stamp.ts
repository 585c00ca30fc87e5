import { BranchMove } from './branch-move';
import type { Contract } from './contract';
import { ARGUMENT_KEYWORD, withParameter, type Parameters } from './parameters';
import type { Run } from './plan';
import { RefusedRun } from './refused';
import type { ReleasedApplication, ReleasedSpec } from './released';
import { RunName } from './run-name';
import type { Template } from './template';

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
  const move = new BranchMove(run.repository, run.sourceBranch, run.name, run.prefix);
  // The branch last: what a parameter says of it is moved as well.
  const spec = move.spec(withParameters(application.spec, template.contract, parameters));
  if (move.catalogs === 0) {
    throw new RefusedRun(
      `the template has no Iceberg catalog on branch ${run.sourceBranch} of repository ${run.repository}, so a run ` +
        `would not write to its own branch; set ${run.prefix}_REPOSITORY and ${run.prefix}_BRANCH to what its catalog uses`,
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
  return Object.entries(parameters).reduce<ReleasedSpec>(
    (spec, [name, value]) => withParameter(spec, name, contract.properties[name]?.[ARGUMENT_KEYWORD], value),
    released,
  );
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
