import type { Events } from './events/events';
import { stateOf, stateTime, type SparkApplication } from './spark-application';

/** Tells each new state of an application once. */
export function stateTeller(events: Events): (application: SparkApplication) => void {
  let last: string | undefined;
  return (application) => {
    const state = stateOf(application);
    if (state === last) return;
    last = state;
    events.tell('state', { state }, stateTime(application));
  };
}
