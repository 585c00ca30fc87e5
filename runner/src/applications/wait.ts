import type { Context, Result } from '../context';
import { diagnose, inWords } from '../doctor/doctor';
import { follow } from '../follow';
import { RunnerError } from '../outcome';
import { ageOf, stateOf, type SparkApplication } from '../spark-application';
import { stateTeller } from '../state-teller';

/**
 * Follows any application to its end; nothing is changed, whatever happens.
 *
 * @param seconds how long, from now on
 */
export async function wait(
  { kubernetes, progress, events, pace }: Pick<Context, 'kubernetes' | 'progress' | 'events' | 'pace'>,
  application: SparkApplication,
  seconds: number,
): Promise<Result> {
  const { name, uid } = application.metadata;
  const { namespace, clock } = kubernetes;
  const age = ageOf(application, clock.now());
  const identity = { application: name, namespace };
  const tellState = stateTeller(events.of(identity));
  const limits = { totalSeconds: age + seconds, startSeconds: Number.POSITIVE_INFINITY };
  const isSame = (seen: SparkApplication): void => {
    if (seen.metadata.uid === uid) return;
    throw new RunnerError('deleted', `application ${name} was deleted before it ended, and made anew`);
  };
  const ending = await follow(kubernetes, application, limits, pace, isSame, (seen) => {
    progress.show(seen, ageOf(seen, clock.now()));
    tellState(seen);
  });
  progress.end();
  if (ending.kind === 'deleted') {
    return { outcome: 'deleted', message: `application ${name} was deleted before it ended`, ...identity };
  }
  const state = stateOf(ending.application);
  const end = { ...identity, state, seconds: ageOf(ending.application, clock.now()) };
  if (ending.kind === 'timed-out') {
    return {
      outcome: 'still-running',
      message: `application ${name} was ${state} after ${seconds} s, the limit of the wait (--timeout); it goes on`,
      ...end,
    };
  }
  if (state === 'COMPLETED')
    return { outcome: 'completed', message: `application ${name} completed`, ...end };
  const diagnosis = await diagnose(kubernetes, ending.application, pace.signal);
  progress.say(inWords(name, diagnosis));
  return { outcome: 'failed', message: `application ${name} failed`, ...diagnosis, ...end };
}
