import type { LocatedRun } from './existing-run';
import { stateOf } from './spark-application';

/**
 * Why a run must not be promoted; undefined when it may.
 *
 * @param unknown what nobody can say of it when its application is gone
 */
export function unfit(
  { name, namespace, application }: LocatedRun,
  unchecked: boolean,
  unknown = 'it completed',
): string | undefined {
  if (application !== undefined) {
    const state = stateOf(application);
    return state === 'COMPLETED'
      ? undefined
      : `application ${name} is ${state}; only a run that COMPLETED can be promoted`;
  }
  return unchecked
    ? undefined
    : `namespace ${namespace} has no application ${name} (its time to live may have passed), so nobody can say whether ` +
        `${unknown}; if you know that it did, promote with --unchecked`;
}
