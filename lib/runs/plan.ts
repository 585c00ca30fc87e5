import { BRANCH_NAME } from '../lakefs/names';
import { TARGETS_KEYWORD } from './parameters';
import { placeProblems, placesOf } from './place';
import { RefusedRun } from './refused';
import { RunName } from './run-name';
import type { Template } from './template';

/** Everything that follows from a template and a run id. */
export interface Run {
  /** Id of the pipeline run, as it was given. */
  readonly id: string;
  /** Name of the job: that of the released application. */
  readonly job: string;
  /** Name of the application and of the branch. */
  readonly name: string;
  /** Namespace of the application. */
  readonly namespace: string;
  /** Repository that it writes. */
  readonly repository: string;
  /** First part of the variables that name repository and branch. */
  readonly prefix: string;
  /** The branch that the template names, and from which the branch of the run is made. */
  readonly sourceBranch: string;
  /** Branches that the release lets its runs be promoted to; the first is the one that is meant when none is named. */
  readonly targets: readonly string[];
}

/**
 * The run of a template with this id.
 *
 * @throws RefusedRun when there can be none
 */
export function planRun(template: Template, id: string, namespace: string): Run {
  const { metadata, spec } = template.application;
  if (metadata.namespace !== undefined && metadata.namespace !== namespace) {
    throw new RefusedRun(
      `namespace is ${JSON.stringify(namespace)}; the template is released for ${JSON.stringify(metadata.namespace)}`,
    );
  }
  const job = metadata.name;
  const name = nameOf(job, id);
  const places = placesOf(spec);
  const { repository, branch: sourceBranch, prefix } = places[0] ?? {};
  const targets = template.contract[TARGETS_KEYWORD] ?? (sourceBranch === undefined ? [] : [sourceBranch]);
  const problems = [
    ...placeProblems(places),
    ...targets.map((target) => BRANCH_NAME.problem(TARGETS_KEYWORD, target)),
    [sourceBranch, ...targets].includes(name)
      ? `run ${JSON.stringify(id)} would have the branch ${name}, from which runs start or to which they are promoted; ` +
        'take another run id'
      : undefined,
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new RefusedRun(`the template: ${problems.join('; ')}`);
  return {
    ...{ id, job, name, namespace, targets },
    repository: repository!,
    prefix: prefix!,
    sourceBranch: sourceBranch!,
  };
}

/** Name of a run, which is that of its application and of its branch. */
export function nameOf(job: string, id: string): string {
  try {
    return RunName.of(job, id);
  } catch (error) {
    throw new RefusedRun((error as Error).message);
  }
}
