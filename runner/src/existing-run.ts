import { isIsolation, ISOLATION_KINDS, ISOLATIONS } from '../../lib/runs/isolation/all';
import { ISOLATION_ANNOTATION, type IsolationKind } from '../../lib/runs/isolation/isolation';
import { LAKEFS } from '../../lib/runs/isolation/lakefs';
import { nameOf } from '../../lib/runs/plan';
import { RunName } from '../../lib/runs/run-name';
import { ATTEMPT } from './attempt';
import type { Kubernetes } from './kubernetes';
import { checkNames } from './lakefs';
import { RunnerError } from './outcome';
import type { SparkApplication } from './spark-application';

/** A run that was started before, as its user names it. */
export interface ExistingRun {
  /** Name of the job: the name of the released application. */
  readonly job: string;
  /** Name of the run's application and branch. */
  readonly name: string;
  /** Unknown while only the branch was given and neither it nor its application has been seen. */
  readonly runId?: string;
  /** Branch of an attempt, where each has its own. */
  readonly branch?: string;
  /** Tables of Iceberg that its release writes, where that is known. */
  readonly tables?: readonly string[];
}

/** How a run is kept apart, as far as its user says so. */
export interface IsolationProps {
  /** It must be that of the application. */
  readonly isolation?: IsolationKind;
}

/** Where the data of a run is, as far as its user says so. */
export interface RepositoryProps {
  /** The repository; it must be that of the application. */
  readonly repository?: string;
  /** The repository of a run whose application is gone. */
  readonly defaultRepository?: string;
}

/** A run and what the cluster knows of it. */
export interface LocatedRun extends ExistingRun {
  readonly namespace: string;
  readonly application?: SparkApplication;
  readonly isolation: IsolationKind;
}

/** Finds the run by its id, or by the branch that `run` printed. */
export function existingRun(
  job: string,
  runId: string | undefined,
  branch: string | undefined,
  isolation: IsolationKind = 'lakefs',
): ExistingRun {
  if ((runId === undefined) === (branch === undefined)) {
    throw new RunnerError('refused', 'give either --run-id or --branch');
  }
  // Says also whether there can be such a job.
  const name = nameOf(job, runId ?? 'x');
  if (runId !== undefined) return { job, name, runId };
  checkNames({ branch });
  if (branch?.startsWith(`${job}-`) !== true) {
    throw new RunnerError(
      'refused',
      `branch ${JSON.stringify(branch)} is of no run of job ${job}; it must start with ${job}-`,
    );
  }
  if (!ISOLATIONS[isolation].hasAttempts) return { job, name: branch };
  const [, application, attempt = ''] = /^(.+)-([^-]*)$/.exec(branch) ?? [];
  if (application !== undefined && application !== job && ATTEMPT.test(attempt))
    return { job, name: application, branch };
  throw new RunnerError(
    'refused',
    `branch ${JSON.stringify(branch)} is of no attempt of a run of job ${job}; give the one that \`run\` printed`,
  );
}

/** Looks for the application of a run. */
export async function locate(
  kubernetes: Kubernetes,
  run: ExistingRun,
  given: IsolationProps,
): Promise<LocatedRun> {
  const application = await kubernetes.application(run.name);
  const runId = application === undefined ? run.runId : ownerOf(application, run);
  return {
    ...{ job: run.job, name: run.name, namespace: kubernetes.namespace },
    ...(run.branch !== undefined && { branch: run.branch }),
    ...(run.tables && { tables: run.tables }),
    ...(runId !== undefined && { runId }),
    ...(application !== undefined && { application }),
    isolation: isolationOf(application, run, given),
  };
}

/** How a run is kept apart: what its application says counts, and must not be said otherwise. */
export function isolationOf(
  application: SparkApplication | undefined,
  { name }: ExistingRun,
  { isolation: given }: IsolationProps,
): IsolationKind {
  if (application === undefined) return given ?? 'lakefs';
  const said = application.metadata.annotations?.[ISOLATION_ANNOTATION] ?? 'lakefs';
  if (!isIsolation(said)) {
    throw new RunnerError(
      'refused',
      `application ${name} has the isolation ${JSON.stringify(said)}; this runner knows ${ISOLATION_KINDS.join(', ')}`,
    );
  }
  if (given !== undefined && given !== said) {
    throw new RunnerError(
      'refused',
      `application ${name} has the isolation ${said}, and --isolation is ${given}; leave it out, or name the run that is meant`,
    );
  }
  return said;
}

/** Repository of a run. What its application says counts more than the environment. */
export function repositoryOf({ name, namespace, application }: LocatedRun, given: RepositoryProps): string {
  checkNames({ repository: given.repository });
  const places = application === undefined ? [] : LAKEFS.places(application.spec);
  const written = places.length > 1 ? undefined : places[0]?.repository;
  if (written !== undefined && written !== (given.repository ?? written)) {
    throw new RunnerError(
      'refused',
      `application ${name} writes repository ${JSON.stringify(written)}, and --repository is ` +
        `${JSON.stringify(given.repository)}; leave it out, or name the run that is meant`,
    );
  }
  const repository = written ?? given.repository ?? given.defaultRepository;
  if (repository === undefined) {
    throw new RunnerError(
      'refused',
      `namespace ${namespace} has no application ${name}; give --repository, or set LAKEFS_REPOSITORY`,
    );
  }
  checkNames({ repository });
  return repository;
}

/**
 * The id of the run that made this application.
 *
 * @throws RunnerError when it is not the run that is meant, or no run made it
 */
export function ownerOf(application: SparkApplication, run: ExistingRun): string {
  const owner = application.metadata.annotations?.[RunName.ANNOTATION];
  if (
    owner !== undefined &&
    owner !== '' &&
    (run.runId ?? owner) === owner &&
    nameOf(run.job, owner) === run.name
  )
    return owner;
  const { name, namespace } = application.metadata;
  throw new RunnerError(
    'owned-by-another',
    `application ${name} in namespace ${namespace ?? ''} belongs to ${owner === undefined ? 'no run' : `run ${JSON.stringify(owner)}`}, ` +
      `not to ${run.runId === undefined ? `a run of job ${run.job}` : `run ${JSON.stringify(run.runId)}`}; it is left as it is; take another run id`,
  );
}
