import type { Promotion } from './branches';
import type { Context, Result } from './context';
import { locate, type ExistingRun, type IsolationProps } from './existing-run';
import { checkNames } from './lakefs';
import { RunnerError } from './outcome';

export interface PromoteProps extends Promotion, IsolationProps {
  readonly run: ExistingRun;
}

/** Brings the data of a run to a branch of its release. What an earlier attempt did is found and kept. */
export async function promote(
  { kubernetes, branches, events }: Pick<Context, 'kubernetes' | 'branches' | 'events'>,
  props: PromoteProps,
): Promise<Result> {
  const { name } = props.run;
  checkNames({ branch: name, target: props.target });
  if (props.target === name) {
    throw new RunnerError(
      'refused',
      `target is ${name}, the branch of the run itself; give the branch that it is merged into`,
    );
  }
  const run = await locate(kubernetes, props.run, props);
  const result = await branches(run.isolation).promote(run, props);
  const { outcome, runId, application, branch, target, commit } = result;
  if (outcome === 'promoted' || outcome === 'already-promoted') {
    events.tell('promoted', { job: run.job, runId, application, branch, target, commit, outcome });
  }
  return result;
}
