import { TEMPLATE_ANNOTATION } from '../../lib/runs/stamp';
import type { IsolationKind } from '../../lib/runs/isolation/isolation';
import type { Run } from '../../lib/runs/plan';
import type { Result } from './context';
import type { LocatedRun } from './existing-run';
import { RunnerError } from './outcome';
import type { SparkApplication } from './spark-application';

/** How a run is promoted, and what is kept with it. */
export interface Promotion {
  /** Branch that is merged into, one of those that the release allows; by default the first of them. */
  readonly target?: string;
  readonly deleteBranch: boolean;
  /** Promote also when the application is gone, so that nobody can say whether it completed. */
  readonly unchecked: boolean;
  readonly revision?: string;
  readonly pipeline?: string;
}

/** What a merge remembers of the run that it promotes. */
export function recordOf(
  { name, job, runId, application }: LocatedRun,
  { revision, pipeline }: Promotion,
): Record<string, string> {
  const template = application?.metadata.annotations?.[TEMPLATE_ANNOTATION];
  return {
    application: name,
    job,
    ...(runId !== undefined && { run_id: runId }),
    ...(revision !== undefined && { git_revision: revision }),
    ...(pipeline !== undefined && { pipeline }),
    ...(template !== undefined && { template }),
  };
}

/** Where the data of a run is, and by which commit. */
export interface Promoted {
  readonly target: string;
  readonly commit: string;
}

/** What was shown to be this run's, and can be deleted. */
export interface Removal {
  /** What a result says of it beside the application. */
  readonly identity: Readonly<Record<string, string>>;
  /** Deletes it; the sentence says what became of it. */
  remove(): Promise<string>;
}

/** The branches of runs on the server that keeps them apart. Everything may be repeated. */
export interface Branches {
  /** Where a run was promoted to before. */
  promotion(run: Run): Promise<Promoted | undefined>;
  /** Makes the branch of a run, or finds it: `used` when an earlier attempt wrote to it. */
  prepare(run: Run): Promise<'clean' | 'used'>;
  /** Tidies up once the run has an application, whoever submitted it. */
  settle(run: Run, application: SparkApplication): Promise<void>;
  /** What is to be known of an application before it is submitted. */
  notes(run: Run, application: SparkApplication): string[];
  /** Brings the data of a run to a branch of its release. */
  promote(run: LocatedRun, how: Promotion): Promise<Result>;
  /** @throws RunnerError when there is something of that name that is not this run's */
  removal(run: LocatedRun): Promise<Removal>;
}

/** Runs that are not kept apart have none. */
export const NO_BRANCHES: Branches = {
  promotion: () => Promise.resolve(undefined),
  prepare: () => Promise.resolve('clean'),
  settle: () => Promise.resolve(),
  notes: () => [],
  promote: ({ name }) => {
    throw new RunnerError(
      'refused',
      `run ${name} has no branch: it wrote where its release writes, so there is nothing to promote`,
    );
  },
  removal: () => Promise.resolve({ identity: {}, remove: () => Promise.resolve('it had no branch') }),
};

/** Makes them, with what the environment says of the server. */
export type BranchesOf = (isolation: IsolationKind) => Branches;
