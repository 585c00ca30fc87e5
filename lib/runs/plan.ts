import { ISOLATIONS } from './isolation/all';
import { ISOLATION_KEYWORD, type IsolationKind, type Place } from './isolation/isolation';
import { TARGETS_KEYWORD } from './parameters';
import { RefusedRun } from './refused';
import { RunName } from './run-name';
import type { Template } from './template';

/** Everything that follows from a template and a run id. */
export interface Run {
  /** Id of the pipeline run, as it was given. */
  readonly id: string;
  /** Name of the job: that of the released application. */
  readonly job: string;
  /** Name of the application. */
  readonly name: string;
  /** Namespace of the application. */
  readonly namespace: string;
  /** How it is kept apart. */
  readonly isolation: IsolationKind;
  /** Where it is kept apart; undefined where it is not. */
  readonly branch?: RunBranch;
}

/** The branch of a run. */
export interface RunBranch {
  /** Its name. */
  readonly name: string;
  /** Where the released application writes; its branch is the one that the branch of the run is made from. */
  readonly place: Place;
  /** The branch that it is made from. */
  readonly source: string;
  /** Branches that the release lets its runs be promoted to; the first is the one that is meant when none is named. */
  readonly targets: readonly string[];
}

/**
 * The run of a template with this id.
 *
 * @param attempt what tells this attempt from others, where each has a branch of its own
 * @throws RefusedRun when there can be none
 */
export function planRun(template: Template, id: string, namespace: string, attempt = 'probe'): Run {
  const { metadata } = template.application;
  if (metadata.namespace !== undefined && metadata.namespace !== namespace) {
    throw new RefusedRun(
      `namespace is ${JSON.stringify(namespace)}; the template is released for ${JSON.stringify(metadata.namespace)}`,
    );
  }
  const job = metadata.name;
  const isolation = template.contract[ISOLATION_KEYWORD] ?? 'lakefs';
  const run = { id, job, name: nameOf(job, id), namespace, isolation };
  return isolation === 'none' ? run : { ...run, branch: branchOf(template, run, attempt) };
}

function branchOf(template: Template, run: Run, attempt: string): RunBranch {
  const strategy = ISOLATIONS[run.isolation];
  const name = strategy.hasAttempts ? `${run.name}-${attempt}` : run.name;
  const { spec } = template.application;
  const [place] = strategy.places(spec);
  const source = place?.branch;
  const targets = template.contract[TARGETS_KEYWORD] ?? (source === undefined ? [] : [source]);
  const found = [
    ...strategy.problems(spec),
    ...targets.flatMap((target) => strategy.branchProblem(TARGETS_KEYWORD, target) ?? []),
    ...([source, ...targets].includes(name)
      ? [
          `run ${JSON.stringify(run.id)} would have the branch ${name}, from which runs start or to which they are promoted; ` +
            'take another run id',
        ]
      : []),
  ];
  if (found.length > 0) throw new RefusedRun(`the template: ${found.join('; ')}`);
  return { name, place: place!, source: source!, targets };
}

/** Name of a run, which is that of its application. */
export function nameOf(job: string, id: string): string {
  try {
    return RunName.of(job, id);
  } catch (error) {
    throw new RefusedRun((error as Error).message);
  }
}
