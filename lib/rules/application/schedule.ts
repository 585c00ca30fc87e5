import { scheduleProblem, timeZoneProblem } from '../../manifest/cron';
import { isSet, record, text } from '../../manifest/plain';
import { workload } from '../../manifest/workload';
import type { Problem, Rule, RuleGroup } from '../rule';
import { operator } from '../sources';

const concurrencyPolicyMissing: Rule = {
  id: 'concurrency-policy-missing',
  severity: 'error',
  summary: 'A schedule without concurrencyPolicy.',
  why: 'It fires once: without a policy no run is started while an object of an earlier run exists.',
  since: '2.0.0',
  fix: 'write Allow, Forbid or Replace',
  source: operator('internal/controller/scheduledsparkapplication/controller.go#L298'),
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
  source: operator('internal/controller/scheduledsparkapplication/controller.go#L144'),
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
  source: operator('internal/controller/scheduledsparkapplication/controller.go#L433'),
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

const scheduleTimeZoneTwice: Rule = {
  id: 'schedule-time-zone-twice',
  severity: 'warning',
  summary: 'A time zone in the schedule beside timeZone.',
  why: 'The one in the schedule wins: jobs run at other hours than timeZone says.',
  fix: 'keep timeZone, and remove TZ= from the schedule',
  source: operator('internal/controller/scheduledsparkapplication/controller.go#L155'),
  kinds: ['ScheduledSparkApplication'],
  *check(object): Iterable<Problem> {
    const { schedule, timeZone } = record(object.spec);
    const zone = /^(?:CRON_)?TZ=(\S+)/.exec(text(schedule) ?? '')?.[1];
    if (zone === undefined || timeZoneProblem(zone) !== undefined) return;
    if ((text(timeZone) ?? '') === '' || zone === timeZone) return;
    yield {
      path: ['spec', 'timeZone'],
      message: `the schedule says ${zone}, which wins over ${text(timeZone)!}`,
    };
  },
};

const scheduledPodName: Rule = {
  id: 'scheduled-pod-name',
  severity: 'error',
  summary: 'One name for the driver pods of all runs of a schedule.',
  why: 'The pod of an earlier run is kept with its object: the next run fails, because a pod of that name exists.',
  fix: 'leave the name out: each run has one of its own',
  source: operator('internal/controller/scheduledsparkapplication/controller.go#L266'),
  kinds: ['ScheduledSparkApplication'],
  *check(object): Iterable<Problem> {
    const { driver, settings } = workload(object);
    const name = text(driver?.spec.podName) ?? '';
    const setting = settings.get('spark.kubernetes.driver.pod.name');
    if (name !== '') yield { path: [...driver!.path, 'podName'], message: `each run would make pod ${name}` };
    else if (setting !== undefined)
      yield { path: setting.path, message: `each run would make pod ${setting.value}` };
  },
};

const scheduledRunWithoutEnd: Rule = {
  id: 'scheduled-run-without-end',
  severity: 'error',
  summary: 'Runs of a schedule that are always restarted.',
  why: 'No run ends: with Forbid no second one is ever started, with Allow they pile up.',
  fix: 'use Never or OnFailure for runs of a schedule, or make it a SparkApplication that runs for ever',
  source: operator('internal/controller/scheduledsparkapplication/controller.go#L332'),
  kinds: ['ScheduledSparkApplication'],
  *check(object): Iterable<Problem> {
    const { spec, path } = workload(object);
    const policy = text(record(object.spec).concurrencyPolicy) ?? '';
    // Replace ends the run before.
    if (record(spec.restartPolicy).type !== 'Always' || policy === 'Replace') return;
    yield {
      path: [...path, 'restartPolicy', 'type'],
      message: `a run that is always restarted never ends, and concurrencyPolicy is ${policy === '' ? 'not set' : policy}`,
    };
  },
};

const suspendInTemplate: Rule = {
  id: 'suspend-in-template',
  severity: 'error',
  summary: 'suspend in the template of a schedule.',
  why: 'Each run is made suspended, and stays so: with Forbid nothing runs after the first.',
  fix: 'remove it; to pause the schedule, set spec.suspend',
  source: operator('internal/controller/scheduledsparkapplication/controller.go#L266'),
  kinds: ['ScheduledSparkApplication'],
  *check(object): Iterable<Problem> {
    const { spec, path } = workload(object);
    // Kueue suspends the runs of a queue, and resumes them.
    const labels = Object.keys(record(record(object.metadata).labels));
    if (spec.suspend === true && !labels.some((label) => label.startsWith('kueue.x-k8s.io/'))) {
      yield { path: [...path, 'suspend'], message: 'suspend holds for each run, not for the schedule' };
    }
  },
};

/** Rules about schedules. */
export const SCHEDULES: RuleGroup = {
  title: 'Schedules',
  rules: [
    concurrencyPolicyMissing,
    scheduleInvalid,
    scheduleTimeZoneTwice,
    scheduledPodName,
    scheduledRunWithoutEnd,
    suspendInTemplate,
    historyLimitNegative,
  ],
};
