import { scheduleProblem, timeZoneProblem } from '../../manifest/cron';
import { isSet, record, text } from '../../manifest/plain';
import type { Problem, Rule, RuleGroup } from '../rule';

const concurrencyPolicyMissing: Rule = {
  id: 'concurrency-policy-missing',
  severity: 'error',
  summary: 'A schedule without concurrencyPolicy.',
  why: 'It fires once: without a policy no run is started while an object of an earlier run exists.',
  fix: 'write Allow, Forbid or Replace',
  impossible: 'concurrencyPolicy is one of three, and Forbid by default',
  kinds: ['ScheduledSparkApplication'],
  *check(object): Iterable<Problem> {
    const policy = record(object.spec).concurrencyPolicy;
    if (!isSet(policy) || policy === '') {
      yield { path: ['spec', 'concurrencyPolicy'], message: 'the schedule would fire once' };
    }
  },
};

const scheduleInvalid: Rule = {
  id: 'schedule-invalid',
  severity: 'error',
  summary: 'A schedule or a time zone that cannot be read.',
  why: 'The state is FailedValidation, or no time ever matches: nothing runs.',
  fix: 'write five cron fields, @every with a duration, or @daily and the like; an IANA time zone such as Europe/Berlin',
  kinds: ['ScheduledSparkApplication'],
  *check(object): Iterable<Problem> {
    const { schedule, timeZone } = record(object.spec);
    if (typeof schedule === 'string') {
      const message = scheduleProblem(schedule);
      if (message !== undefined) yield { path: ['spec', 'schedule'], message };
    }
    if (text(timeZone) !== undefined && timeZone !== '') {
      const message = timeZoneProblem(timeZone as string);
      if (message !== undefined) yield { path: ['spec', 'timeZone'], message };
    }
  },
};

const historyLimitNegative: Rule = {
  id: 'history-limit-negative',
  severity: 'error',
  summary: 'A history of less than no runs.',
  why: 'The operator stumbles over it after it has started a run and before it notes so: it starts runs without end.',
  fix: 'give 0 or more',
  kinds: ['ScheduledSparkApplication'],
  *check(object): Iterable<Problem> {
    const spec = record(object.spec);
    for (const field of ['successfulRunHistoryLimit', 'failedRunHistoryLimit']) {
      const limit = spec[field];
      if (typeof limit === 'number' && limit < 0)
        yield { path: ['spec', field], message: `${limit} is below 0` };
    }
  },
};

/** Rules about schedules. */
export const SCHEDULES: RuleGroup = {
  title: 'Schedules',
  rules: [concurrencyPolicyMissing, scheduleInvalid, historyLimitNegative],
};
