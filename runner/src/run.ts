import { ISOLATIONS } from '../../lib/runs/isolation/all';
import { planRun, type Run } from '../../lib/runs/plan';
import type { Template } from '../../lib/runs/template';
import { stamp } from '../../lib/runs/stamp';
import { newAttempt, writtenBranch } from './attempt';
import type { Branches } from './branches';
import type { Context, Result } from './context';
import type { Diagnosis } from './doctor/doctor';
import type { Evidence } from './doctor/evidence';
import type { Events } from './events/events';
import { ownerOf, type ExistingRun } from './existing-run';
import { follow, type Ending, type Limits } from './follow';
import type { Kubernetes } from './kubernetes';
import { RunnerError } from './outcome';
import { checkParameters } from './parameters';
import { ageOf, stateOf, type SparkApplication } from './spark-application';
import { stateTeller } from './state-teller';
import { writeText } from './text-file';

export interface RunProps {
  readonly template: Template;
  readonly runId: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly limits: Limits;
  /** File that gets the name of the branch as soon as it exists, for pipeline tools. */
  readonly outputBranch?: string;
  /** Problems that the rules find in a stamped application. */
  readonly check: (application: SparkApplication) => Promise<string[]>;
  /** What the cluster says about an application that failed or did not start in time. */
  readonly gather: (kubernetes: Kubernetes, application: SparkApplication) => Promise<Evidence>;
  /** Why it did. */
  readonly judge: (evidence: Evidence) => Promise<Diagnosis>;
}

/** Milliseconds in which the evidence must be there: what is overdue does not wait. */
const EVIDENCE_MS = 10_000;

/** Makes the branch of a run, once; a run that was promoted before gets none. */
export async function branch(
  context: Context,
  props: Pick<RunProps, 'template' | 'runId' | 'outputBranch'>,
): Promise<Result> {
  const run = planRun(props.template, props.runId, context.kubernetes.namespace);
  if (ISOLATIONS[run.isolation].hasAttempts) {
    throw new RunnerError(
      'refused',
      `the branch of a run of job ${run.job} is made with its application, for each attempt another; start it with run`,
    );
  }
  if (run.branch === undefined) {
    throw new RunnerError(
      'refused',
      `runs of job ${run.job} have no branch: they write where the release writes`,
    );
  }
  const branches = context.branches(run.isolation);
  const before = await promotedBefore(branches, run, props.outputBranch);
  if (before !== undefined) return before;
  const state = await branches.prepare(run);
  writeBranch(props.outputBranch, run);
  tellBranch(eventsOf(context, run), run, state);
  return { outcome: 'branch-ready', message: `branch ${run.branch.name} is ready`, ...identity(run) };
}

/** Performs a run, or continues it: whatever an earlier attempt already did is found and kept. */
export async function run(context: Context, props: RunProps): Promise<Result> {
  const { kubernetes, progress, pace } = context;
  let plan = planRun(props.template, props.runId, kubernetes.namespace, newAttempt());
  if (plan.branch === undefined && props.outputBranch !== undefined) {
    throw new RunnerError(
      'refused',
      `--output-branch is given, and runs of job ${plan.job} have no branch; leave it out`,
    );
  }
  const branches = context.branches(plan.isolation);
  const isOurs = (application: SparkApplication): void => {
    ownerOf(application, existing(plan));
  };

  let application = await kubernetes.application(plan.name);
  if (application === undefined) {
    const before = await promotedBefore(branches, plan, props.outputBranch);
    if (before !== undefined) return before;
    application = await submit({ ...context, events: eventsOf(context, plan) }, branches, plan, props);
    isOurs(application);
    await branches.settle(plan, application);
  } else {
    isOurs(application);
    progress.say(`continuing with application ${plan.name}`);
    plan = continued(plan, application);
    eventsOf(context, plan).tell('continued', { uid: application.metadata.uid });
  }
  plan = continued(plan, application);
  writeBranch(props.outputBranch, plan);

  const tellState = stateTeller(eventsOf(context, plan));
  const ending = await follow(kubernetes, application, props.limits, pace, isOurs, (seen) => {
    tellState(seen);
    progress.show(seen, ageOf(seen, kubernetes.clock.now()));
  });
  progress.end();

  if (ending.kind === 'deleted') {
    return {
      outcome: 'deleted',
      message: `application ${plan.name} was deleted before it ended; ${plan.branch ? 'its branch' : 'what it wrote'} is kept`,
      ...identity(plan),
    };
  }
  const end = {
    ...identity(plan),
    uid: ending.application.metadata.uid,
    state: stateOf(ending.application),
    seconds: ageOf(ending.application, kubernetes.clock.now()),
  };
  if (ending.kind === 'terminal' && end.state === 'COMPLETED') {
    return { outcome: 'completed', message: `application ${plan.name} completed`, ...end };
  }
  const evidence = await gatherAndStop(context, props, ending);
  const { findings, driverLog, unreadable } = await props.judge(evidence);
  const diagnosis = { findings, driverLog, unreadable };
  if (ending.kind === 'timed-out') {
    return {
      outcome: 'timed-out',
      message: `application ${plan.name} was stopped: ${ending.reason}`,
      ...end,
      ...diagnosis,
    };
  }
  return {
    outcome: 'failed',
    message: `application ${plan.name} failed: ${ending.application.status?.applicationState?.errorMessage ?? 'no reason in its status'}`,
    ...end,
    ...diagnosis,
  };
}

/** The evidence goes with the application, so it comes first; an overdue one is stopped before anybody thinks about it. */
async function gatherAndStop(
  { kubernetes }: Context,
  { gather }: RunProps,
  ending: Exclude<Ending, { readonly kind: 'deleted' }>,
): Promise<Evidence> {
  if (ending.kind === 'terminal') return gather(kubernetes, ending.application);
  try {
    return await gather(kubernetes.within(EVIDENCE_MS), ending.application);
  } finally {
    await kubernetes.deleteApplication(ending.application);
  }
}

/** Stamp, check, branch, submit: nothing is made before everything that can be known is known to be right. */
async function submit(
  context: Context,
  branches: Branches,
  plan: Run,
  props: RunProps,
): Promise<SparkApplication> {
  const { kubernetes, progress, events } = context;
  const parameters = checkParameters(props.template.contract, props.parameters);
  const stamped = stamp(props.template, plan, parameters);
  const problems = await props.check(stamped);
  if (problems.length > 0) {
    throw new RunnerError('refused', `the rules refuse application ${plan.name}: ${problems.join('; ')}`);
  }
  for (const note of branches.notes(plan, stamped)) progress.say(`note: ${note}`);

  await kubernetes.tryApplication(stamped);
  const state = await branches.prepare(plan);
  writeBranch(props.outputBranch, plan);
  tellBranch(events, plan, state);
  if (state === 'used') {
    // Either another runner has submitted in the meantime, or the application of an earlier attempt is gone.
    const other = await kubernetes.application(plan.name);
    if (other !== undefined) return other;
    throw new RunnerError(
      'branch-not-clean',
      `branch ${plan.name} holds changes, but its application is gone (stopped, deleted, or past its time to live): ` +
        'a second attempt would write them twice; promote it, or clean it up and start again',
    );
  }
  progress.say(`submitting application ${plan.name}`);
  const created = await kubernetes.createApplication(stamped);
  const { uid, creationTimestamp } = created.metadata;
  events.tell('submitted', { uid }, creationTimestamp);
  return created;
}

/** The result of a run whose data is where its release lets it be: it does nothing twice. */
async function promotedBefore(
  branches: Branches,
  plan: Run,
  outputBranch: string | undefined,
): Promise<Result | undefined> {
  const promoted = await branches.promotion(plan);
  if (promoted === undefined) return undefined;
  writeBranch(outputBranch, plan);
  return {
    outcome: 'already-promoted',
    message: `run ${plan.name} was promoted to ${promoted.target} before; nothing was started; take another run id for another run`,
    ...identity(plan),
    ...promoted,
  };
}

/** The run with the branch that its application writes to, whichever attempt submitted it. */
function continued(plan: Run, application: SparkApplication): Run {
  if (plan.branch === undefined || !ISOLATIONS[plan.isolation].hasAttempts) return plan;
  const name = writtenBranch(plan.isolation, application);
  if (name !== undefined) return { ...plan, branch: { ...plan.branch, name } };
  throw new RunnerError(
    'owned-by-another',
    `application ${plan.name} writes to no branch of its run; somebody changed it; it is left as it is; take another run id`,
  );
}

/** The run as one that was started before. */
export function existing({ job, name, id, branch }: Run): ExistingRun {
  const tables = branch?.place.tables;
  return { job, name, runId: id, ...(tables && { tables }) };
}

function eventsOf({ events }: Context, run: Run): Events {
  return events.of({ job: run.job, ...identity(run) });
}

function tellBranch(events: Events, { branch }: Run, state: 'clean' | 'used'): void {
  if (branch !== undefined) events.tell('branch', { branchState: state });
}

function writeBranch(file: string | undefined, { branch }: Run): void {
  if (file !== undefined && branch !== undefined) writeText('--output-branch', file, branch.name);
}

function identity({ id, name, namespace, branch }: Run): Record<string, string> {
  const repository = branch?.place.repository;
  return {
    ...{ runId: id, application: name, namespace },
    ...(repository !== undefined && { repository }),
    ...(branch && { branch: branch.name }),
  };
}
