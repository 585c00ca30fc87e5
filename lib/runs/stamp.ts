import type { Contract } from './contract';
import { ISOLATIONS } from './isolation/all';
import { ISOLATION_ANNOTATION, type Move } from './isolation/isolation';
import type { Parameters } from './parameters';
import type { Run } from './plan';
import { RefusedRun } from './refused';
import type { ReleasedApplication, ReleasedSpec } from './released';
import { RunName } from './run-name';
import { targetOf } from './targets/all';
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
  const { isolation, branch } = run;
  const spec = withParameters(application.spec, template.contract, parameters);
  const move = branch && ISOLATIONS[isolation].move(branch.place, branch.name);
  if (move) refuseStray(move, parameters);
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
        ...(branch && { [SOURCE_BRANCH_ANNOTATION]: branch.source }),
        ...(isolation !== 'lakefs' && { [ISOLATION_ANNOTATION]: isolation }),
        [TEMPLATE_ANNOTATION]: digest,
      },
    },
    // The branch last: what a parameter says of it is moved as well.
    spec: move?.spec(spec) ?? spec,
  };
}

function withParameters(released: ReleasedSpec, contract: Contract, parameters: Parameters): ReleasedSpec {
  return Object.entries(parameters).reduce<ReleasedSpec>(
    (spec, [name, value]) => targetOf(name, contract.properties[name] ?? {})!.write(spec, value),
    released,
  );
}

/** A run writes to its own branch: no parameter names another one. */
function refuseStray(move: Move, parameters: Parameters): void {
  const problems = Object.entries(parameters).flatMap(([name, value]) => {
    const stray = move.stray(String(value));
    return stray === undefined ? [] : [`parameter ${name} holds ${stray}`];
  });
  if (problems.length > 0) throw new RefusedRun(problems.join('; '));
}
