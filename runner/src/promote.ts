import type { Context, Result } from './context';
import { ownerOf, type ExistingRun } from './existing-run';
import { RunnerError, type Outcome } from './outcome';
import { stateOf, type SparkApplication } from './spark-application';
import { catalogsBoundTo, SOURCE_BRANCH_ANNOTATION, TEMPLATE_ANNOTATION, variable } from './stamp';

export interface PromoteProps {
  readonly run: ExistingRun;
  /** Repository; by default that of the application. */
  readonly repository?: string;
  /** Branch that is merged into; by default the one that the run was made from. */
  readonly target?: string;
  readonly deleteBranch: boolean;
  /** Promote also when the application is gone, so that nobody can say whether it completed. */
  readonly unchecked: boolean;
  /** Kept with the commit. */
  readonly revision?: string;
  readonly pipeline?: string;
}

/** Commits the branch of a run and merges it into the target. What an earlier attempt did is found and kept. */
export async function promote(context: Omit<Context, 'pace'>, props: PromoteProps): Promise<Result> {
  const { kubernetes, lakefs, progress } = context;
  const { name } = props.run;
  const application = await kubernetes.application(name);
  const runId = application === undefined ? props.run.runId : ownerOf(application, props.run);
  const repository = props.repository ?? (application && variable(application.spec, 'LAKEFS_REPOSITORY'));
  if (repository === undefined) {
    throw new RunnerError(
      'refused',
      `namespace ${kubernetes.namespace} has no application ${name}; give --repository, or set LAKEFS_REPOSITORY`,
    );
  }
  const target = props.target ?? application?.metadata.annotations?.[SOURCE_BRANCH_ANNOTATION] ?? 'main';
  const end = (outcome: Outcome, message: string, more: Record<string, unknown> = {}): Result => ({
    outcome,
    message,
    runId,
    application: name,
    repository,
    branch: name,
    target,
    ...more,
  });

  const withoutBranch = async (): Promise<Result> => {
    const earlier = await promotion(context, repository, target, name);
    return earlier === undefined
      ? end(
          'branch-missing',
          `repository ${repository} has no branch ${name}, and ${target} holds no commit of it`,
        )
      : end('already-promoted', `branch ${name} was promoted to ${target} and deleted`, { commit: earlier });
  };
  if (!(await lakefs.hasBranch(repository, name))) return withoutBranch();

  const refusal = application
    ? unfit(application, repository, name)
    : gone(name, kubernetes.namespace, props.unchecked);
  if (refusal) return end(...refusal);

  const metadata = {
    application: name,
    ...(runId !== undefined && { run_id: runId }),
    ...(props.revision !== undefined && { git_revision: props.revision }),
    ...(props.pipeline !== undefined && { pipeline: props.pipeline }),
    ...template(application),
  };
  const commit = await lakefs.commit(repository, name, `Run ${runId ?? name}`, metadata);
  // Another promote of the same run may finish first.
  if (commit.kind === 'absent') return withoutBranch();
  progress.say(
    commit.kind === 'committed' ? `committed branch ${name}` : `branch ${name} has nothing to commit`,
  );
  const merge = await lakefs.merge(repository, name, target, `Promote run ${runId ?? name}`, metadata);

  if (merge.kind === 'absent') {
    if (!(await lakefs.hasBranch(repository, name))) return withoutBranch();
    throw new RunnerError('refused', `branch ${name} cannot be merged into ${target}: ${merge.message}`);
  }
  if (merge.kind === 'conflict') {
    const paths = (await lakefs.diff(repository, target, name)).filter(({ type }) => type === 'conflict');
    return end(
      'conflict',
      `${target} changed since branch ${name} was made, in ${paths.length} of the objects that the run changed too` +
        `${paths[0] ? `, among them ${paths[0].path}` : ''}; ${target} is as it was; run the job again under a new run id, ` +
        `so that it starts from ${target} as it is now, promote that run, and clean this one up`,
      { conflicts: paths.map(({ path }) => path) },
    );
  }
  // lakeFS looks at the target first: a branch without anything new is no matter of the target.
  if (merge.kind === 'dirty' && (await lakefs.diff(repository, target, name)).length > 0) {
    const paths = await lakefs.uncommitted(repository, target);
    return end(
      'target-dirty',
      `branch ${target} has uncommitted changes${paths[0] ? `, among them ${paths[0].path}` : ''}, and lakeFS merges into a ` +
        'clean branch only; find who writes there directly, commit or reset the branch, and promote again',
      { uncommitted: paths.map(({ path }) => path) },
    );
  }

  // Asked before the branch goes: afterwards nothing else tells "merged before" from "nothing to merge".
  const done = merge.kind === 'merged' ? merge.id : await promotion(context, repository, target, name);
  if (props.deleteBranch) await lakefs.deleteBranch(repository, name);
  const kept = props.deleteBranch ? 'deleted' : 'kept';
  if (merge.kind === 'merged') {
    return end('promoted', `branch ${name} was merged into ${target} and ${kept}`, { commit: merge.id });
  }
  return done === undefined
    ? end('nothing-to-promote', `branch ${name} holds nothing that ${target} does not; it was ${kept}`)
    : end('already-promoted', `branch ${name} was merged into ${target} before; it was ${kept}`, {
        commit: done,
      });
}

/** The commit that an earlier promotion of this run left on the target. */
async function promotion(
  { lakefs }: Pick<Context, 'lakefs'>,
  repository: string,
  target: string,
  name: string,
): Promise<string | undefined> {
  return (await lakefs.log(repository, target)).find(({ metadata }) => metadata?.application === name)?.id;
}

function unfit(
  application: SparkApplication,
  repository: string,
  name: string,
): [Outcome, string] | undefined {
  const state = stateOf(application);
  if (state !== 'COMPLETED') {
    return ['not-completed', `application ${name} is ${state}; only a run that COMPLETED can be promoted`];
  }
  const bound = catalogsBoundTo(application, repository, name);
  return bound.length === 0
    ? undefined
    : [
        'catalog-bound-to-branch',
        `the tables of catalog ${bound.join(', ')} hold the address of branch ${name} and could not be read once it is ` +
          'deleted; nothing was merged; use a catalog whose address has no branch (LakeFs.catalog)',
      ];
}

function gone(name: string, namespace: string, unchecked: boolean): [Outcome, string] | undefined {
  return unchecked
    ? undefined
    : [
        'not-completed',
        `namespace ${namespace} has no application ${name} (its time to live may have passed), so nobody can say whether ` +
          'it completed or what its catalog is; if you know that it did, promote with --unchecked',
      ];
}

function template(application: SparkApplication | undefined): Record<string, string> {
  const digest = application?.metadata.annotations?.[TEMPLATE_ANNOTATION];
  return digest === undefined ? {} : { template: digest };
}
