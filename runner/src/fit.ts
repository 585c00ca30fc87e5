import type { LocatedRun } from './existing-run';
import { stateOf } from './spark-application';

/** Why a run must not be promoted; undefined when it may. */
export function unfit({ name, namespace, application }: LocatedRun, unchecked: boolean): string | undefined {
  if (application !== undefined) {
    const state = stateOf(application);
    return state === 'COMPLETED'
      ? undefined
      : `application ${name} is ${state}; only a run that COMPLETED can be promoted`;
  }
  return unchecked
    ? undefined
    : `namespace ${namespace} has no application ${name} (its time to live may have passed), so nobody can say whether it ` +
        'completed; if you know that it did, promote with --unchecked';
}
