import { parse } from 'yaml';
import { ISOLATION_KEYWORD, type IsolationKind } from '../../lib/runs/isolation/isolation';
import { ISOLATIONS } from '../../lib/runs/isolation/all';
import { LAKEFS } from '../../lib/runs/isolation/lakefs';
import type { Template } from '../../lib/runs/template';
import { NO_BRANCHES, type Branches } from './branches';
import type { BackfillOptions } from './backfill/start';
import { cancel, cleanup } from './cleanup';
import type { Context, Result } from './context';
import { ServerClock } from './clock';
import { inWords, judge } from './doctor/doctor';
import { gather } from './doctor/evidence';
import { Events } from './events/events';
import { existingRun, type ExistingRun, type IsolationProps } from './existing-run';
import { IcebergBranches } from './iceberg/branches';
import { IcebergCatalog } from './iceberg/catalog';
import { loginOf } from './iceberg/login';
import { Kubernetes, type Connection } from './kubernetes';
import { LakeFs } from './lakefs';
import { LakeFsBranches } from './lakefs-branches';
import { Nessie } from './nessie';
import { NessieBranches } from './nessie-branches';
import { RunnerError } from './outcome';
import { DEFAULT_PACE, type Pace } from './pace';
import type { OperatorPlace } from './preflight/operator';
import type { PreflightProps } from './preflight/preflight';
import { Progress, type Screen } from './progress';
import { promote } from './promote';
import { branch, run, type RunProps } from './run';
import { readTemplate, templateOf } from './template';
import { readText, writeText } from './text-file';

/** Where a text goes: a stream of Node, or a test. */
export interface Output {
  readonly destroyed?: boolean;
  /** False where the reader is slow: `drain` tells that it goes on. */
  write(text: string): unknown;
  once?(event: 'drain' | 'close', then: () => void): unknown;
}

/** What the commands work with. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The result, as one JSON object in the last line. */
  readonly stdout: Output;
  /** Progress and complaints. */
  readonly stderr: Screen;
  /** Ends the command; a run goes on. */
  readonly signal: AbortSignal;
  /** The cluster of a context of KUBECONFIG. */
  readonly connect: (context: string | undefined) => Promise<Connection>;
  /**
   * How fast and how long servers are asked.
   * @default DEFAULT_PACE
   */
  readonly pace?: Omit<Pace, 'signal'>;
}

export interface ClusterOptions {
  readonly namespace?: string;
  readonly context?: string;
}

interface ServerOptions extends ClusterOptions {
  readonly lakefsEndpoint?: string;
  readonly nessieEndpoint?: string;
  readonly icebergCatalog?: string;
}

interface ReleaseOptions extends ServerOptions, IsolationProps {
  readonly template?: string;
  readonly templateConfigMap?: string;
}

interface OlderOptions {
  readonly olderTemplate?: string;
  readonly olderConfigMap?: string;
}

interface ParameterOptions {
  readonly set: Readonly<Record<string, string>>;
  readonly parameters?: string;
}

interface TemplateOptions extends ReleaseOptions {
  readonly runId: string;
  readonly outputBranch?: string;
}

interface RunOptions extends TemplateOptions, ParameterOptions {
  readonly timeout: number;
  readonly startTimeout: number;
}

interface RetryOptions extends RunOptions {
  readonly failedUid?: string;
  readonly unchecked: boolean;
}

interface ExistingOptions extends ServerOptions, IsolationProps {
  readonly job: string;
  readonly runId?: string;
  readonly branch?: string;
}

interface CleanupOptions extends ExistingOptions {
  readonly repository?: string;
  readonly tables?: readonly string[];
}

interface PromoteOptions extends CleanupOptions {
  readonly target?: string;
  readonly deleteBranch: boolean;
  readonly unchecked: boolean;
  readonly revision?: string;
  readonly pipeline?: string;
}

/** The commands, each from its options to its result. */
export class Commands {
  public readonly pace: Pace;
  private readonly clock = new ServerClock();
  public readonly events = new Events(this.clock);

  public constructor(
    private readonly surroundings: Surroundings,
    public readonly progress: Progress,
  ) {
    this.pace = { ...(surroundings.pace ?? DEFAULT_PACE), signal: surroundings.signal };
  }

  public async run(options: RunOptions): Promise<Result> {
    const { context, template } = await this.withTemplate(options);
    return run(context, this.runProps(options, template));
  }

  public async retry(options: RetryOptions): Promise<Result> {
    const { retry } = await import('./runs/retry.js');
    const { context, template } = await this.withTemplate(options);
    return retry(context, { ...options, ...this.runProps(options, template) });
  }

  public async branch(options: TemplateOptions): Promise<Result> {
    const { context, template } = await this.withTemplate(options);
    const { runId, outputBranch } = options;
    return branch(context, { template, runId, ...(outputBranch !== undefined && { outputBranch }) });
  }

  public async promote(options: PromoteOptions): Promise<Result> {
    const { context, found } = await this.withRun(options);
    return promote(context, { ...options, run: found });
  }

  public async cancel(options: ExistingOptions): Promise<Result> {
    const { context, found } = await this.withRun(options);
    return cancel(context, found, options);
  }

  public async backfill(
    options: ReleaseOptions & ParameterOptions & BackfillOptions,
    shown: (text: string) => string,
  ): Promise<Result> {
    const { start } = await import('./backfill/start.js');
    const { stderr: screen } = this.surroundings;
    const { progress } = this;
    // Of so many runs at once the bar tells, and their events.
    const quiet = new Progress({ write: () => undefined });
    const { context, template } = await this.withTemplate(options, quiet);
    const props = this.releaseProps(options, template, quiet);
    return start({ context, template, props, screen, shown, progress }, options);
  }

  public async preflight(
    files: readonly string[],
    options: ReleaseOptions & ParameterOptions & OperatorPlace,
  ): Promise<Result> {
    if (files.length === 0) return this.preflightOf(await this.withTemplate(options), options);
    const { applicationsIn, together } = await import('./preflight/files.js');
    const { template, templateConfigMap, set, parameters } = options;
    if ((template ?? templateConfigMap ?? parameters) !== undefined || Object.keys(set).length > 0) {
      throw new RunnerError(
        'refused',
        'give files, or a template with its parameters; files are looked at as they stand',
      );
    }
    const results: Result[] = [];
    for (const found of applicationsIn(files)) {
      const namespace = options.namespace ?? found.application.metadata.namespace;
      const kubernetes = await this.kubernetes({ ...options, ...(namespace != null && { namespace }) });
      const context = this.context(kubernetes, options);
      results.push({
        ...(await this.preflightOf({ context, template: found }, options)),
        namespace: kubernetes.namespace,
      });
    }
    return together(results);
  }

  private async preflightOf(
    { context, template }: { readonly context: Context; readonly template: Template },
    options: ReleaseOptions & ParameterOptions & OperatorPlace,
  ): Promise<Result> {
    const { preflight } = await import('./preflight/preflight.js');
    const { parameters, check } = this.releaseProps(options, template, this.progress);
    const isolation = this.isolationOf(template, options);
    const isInside = (this.surroundings.env.KUBERNETES_SERVICE_HOST ?? '') !== '';
    return preflight(context, {
      ...{ template, parameters, check, isInside },
      ...(options.operatorNamespace !== undefined && { operatorNamespace: options.operatorNamespace }),
      ...(isolation && { isolation }),
    });
  }

  public async docs(options: ReleaseOptions & { readonly output?: string }): Promise<Result> {
    const { pageOf } = await import('./release/page.js');
    const { template } = await this.withTemplate(options);
    const page = pageOf(template);
    if (options.output !== undefined) writeText('--output', options.output, page);
    else this.progress.say(page);
    return { outcome: 'documented', message: `release of job ${template.application.metadata.name}`, page };
  }

  public async diff(options: ReleaseOptions & OlderOptions): Promise<Result> {
    const { differences } = await import('./release/difference.js');
    const { olderTemplate, olderConfigMap, template, templateConfigMap, ...same } = options;
    const named = (file?: string, name?: string): ReleaseOptions => ({
      ...same,
      ...(file !== undefined && { template: file }),
      ...(name !== undefined && { templateConfigMap: name }),
    });
    const [older, newer] = await Promise.all([
      this.withTemplate(named(olderTemplate, olderConfigMap)),
      this.withTemplate(named(template, templateConfigMap)),
    ]);
    const changes = differences(older.template, newer.template);
    const breaking = changes.filter(({ breaks }) => breaks !== undefined).length;
    for (const { what, from, to, breaks } of changes) {
      this.progress.say(
        `${what}: ${from === undefined ? 'nothing' : JSON.stringify(from)} -> ${to === undefined ? 'nothing' : JSON.stringify(to)}` +
          (breaks === undefined ? '' : `\n  breaks: ${breaks}`),
      );
    }
    return {
      outcome: 'compared',
      message:
        changes.length === 0
          ? 'both releases are the same'
          : `${changes.length} things differ, ${breaking} of them break what callers do`,
      breaking,
      changes,
    };
  }

  public async suspend(options: ExistingOptions & { readonly restart: boolean }): Promise<Result> {
    const { suspend } = await import('./runs/suspend.js');
    const { context, found } = await this.withRun(options);
    return suspend(context, found, options.restart);
  }

  public async resume(options: ExistingOptions): Promise<Result> {
    const { resume } = await import('./runs/suspend.js');
    const { context, found } = await this.withRun(options);
    return resume(context, found);
  }

  public async cleanup(options: CleanupOptions): Promise<Result> {
    const { context, found } = await this.withRun(options);
    return cleanup(context, found, options);
  }

  public async kubernetes({ context, namespace }: ClusterOptions): Promise<Kubernetes> {
    const connection = await this.surroundings.connect(context);
    return new Kubernetes(connection, namespace ?? connection.namespace, this.pace, this.clock);
  }

  private runProps(options: RunOptions, template: Template): RunProps {
    return {
      ...this.releaseProps(options, template, this.progress),
      runId: options.runId,
      limits: { totalSeconds: options.timeout, startSeconds: options.startTimeout },
      ...(options.outputBranch !== undefined && { outputBranch: options.outputBranch }),
    };
  }

  /** What all runs of a release have in common. */
  private releaseProps(
    options: ParameterOptions,
    template: Template,
    progress: Progress,
  ): Omit<RunProps, 'runId' | 'limits'> {
    const { pace } = this;
    return {
      template,
      parameters: { ...parametersIn(options.parameters), ...options.set },
      check: async (application) => {
        // Not needed to continue a run, and slower to load than everything else.
        const { check } = await import('./check.js');
        const { errors, warnings } = check(application);
        for (const warning of warnings) progress.say(`warning: ${warning}`);
        return [...errors];
      },
      gather,
      judge: async (evidence) => {
        const diagnosis = await judge(evidence, pace.signal);
        progress.say(inWords(evidence.application.metadata.name, diagnosis));
        return diagnosis;
      },
    };
  }

  /** What keeps the runs of a template apart, and how it is asked whether it is there. */
  private isolationOf(template: Template, options: ServerOptions): PreflightProps['isolation'] {
    const { application, contract } = template;
    const kind = contract[ISOLATION_KEYWORD] ?? 'lakefs';
    if (kind === 'none') return undefined;
    const { repository = '', branch = '' } = ISOLATIONS[kind].places(application.spec)[0] ?? {};
    if (kind === 'lakefs') {
      return {
        title: `branch ${branch} of lakeFS repository ${repository}`,
        ask: async () =>
          (await this.lakefs(options).head(repository, branch)) === undefined ? 'there is none' : undefined,
      };
    }
    if (kind === 'nessie') {
      return {
        title: `branch ${branch} of Nessie`,
        ask: async () =>
          (await this.nessie(options).head(branch)) === undefined ? 'there is none' : undefined,
      };
    }
    return {
      title: 'the catalog of Iceberg',
      ask: async () => {
        await this.iceberg(options).hasTransactions();
        return undefined;
      },
    };
  }

  private branches(
    isolation: IsolationKind,
    options: ServerOptions & { readonly repository?: string; readonly tables?: readonly string[] },
    progress: Progress,
  ): Branches {
    if (isolation === 'none') return NO_BRANCHES;
    if (isolation === 'nessie') return new NessieBranches(this.nessie(options), progress);
    const { repository, tables } = options;
    if (isolation === 'iceberg') {
      return new IcebergBranches(this.iceberg(options), progress, tables && { tables });
    }
    // Said for runs of one repository, and less than what the application of a run says.
    const { LAKEFS_REPOSITORY: defaultRepository = '' } = this.surroundings.env;
    return new LakeFsBranches(
      { lakefs: this.lakefs(options), progress },
      {
        ...(repository !== undefined && { repository }),
        ...(defaultRepository !== '' && { defaultRepository }),
      },
    );
  }

  private lakefs({ lakefsEndpoint: endpoint = '' }: ServerOptions): LakeFs {
    const { LAKEFS_ACCESS_KEY_ID: accessKeyId = '', LAKEFS_SECRET_ACCESS_KEY: secretAccessKey = '' } =
      this.surroundings.env;
    const missing = [
      ...(endpoint === '' ? ['LAKEFS_ENDPOINT_URL (or --lakefs-endpoint)'] : []),
      ...(accessKeyId === '' ? ['LAKEFS_ACCESS_KEY_ID'] : []),
      ...(secretAccessKey === '' ? ['LAKEFS_SECRET_ACCESS_KEY'] : []),
    ];
    if (missing.length > 0)
      throw new RunnerError('refused', `not set in the environment: ${missing.join(', ')}`);
    return new LakeFs({ endpoint, accessKeyId, secretAccessKey }, this.pace);
  }

  private nessie({ nessieEndpoint: endpoint = '' }: ServerOptions): Nessie {
    const { NESSIE_TOKEN: token = '' } = this.surroundings.env;
    if (endpoint === '') {
      throw new RunnerError(
        'refused',
        'not set in the environment: NESSIE_ENDPOINT_URL (or --nessie-endpoint)',
      );
    }
    return new Nessie({ endpoint, ...(token !== '' && { token }) }, this.pace);
  }

  private iceberg({ icebergCatalog: endpoint = '' }: ServerOptions): IcebergCatalog {
    const { env } = this.surroundings;
    if (endpoint === '') {
      throw new RunnerError(
        'refused',
        'not set in the environment: ICEBERG_CATALOG_URL (or --iceberg-catalog)',
      );
    }
    const { ICEBERG_WAREHOUSE: warehouse = '' } = env;
    return new IcebergCatalog(
      { endpoint, login: loginOf(env), ...(warehouse !== '' && { warehouse }) },
      this.pace,
    );
  }

  private async withTemplate(
    options: ReleaseOptions,
    progress = this.progress,
  ): Promise<{ context: Context; template: Template }> {
    const { template: file, templateConfigMap: name } = options;
    if (file === undefined && name === undefined) {
      throw new RunnerError('refused', 'give either --template or --template-config-map');
    }
    const fromFile = file === undefined ? undefined : readTemplate(file, options.isolation);
    const namespace = options.namespace ?? fromFile?.application.metadata.namespace;
    const kubernetes = await this.kubernetes({ ...options, ...(namespace !== undefined && { namespace }) });
    const template = fromFile ?? (await templateInCluster(kubernetes, name ?? '', options.isolation));
    const { repository } = LAKEFS.places(template.application.spec)[0] ?? {};
    return {
      template,
      context: this.context(
        kubernetes,
        { ...options, ...(repository !== undefined && { repository }) },
        progress,
      ),
    };
  }

  private async withRun(options: CleanupOptions): Promise<{ context: Context; found: ExistingRun }> {
    const found = existingRun(options.job, options.runId, options.branch, options.isolation);
    return { found, context: this.context(await this.kubernetes(options), options) };
  }

  private context(
    kubernetes: Kubernetes,
    options: ServerOptions & { readonly repository?: string; readonly tables?: readonly string[] },
    progress = this.progress,
  ): Context {
    const { pace, events } = this;
    const branches = (isolation: IsolationKind): Branches => this.branches(isolation, options, progress);
    return { kubernetes, pace, progress, events, branches };
  }
}

async function templateInCluster(
  kubernetes: Kubernetes,
  name: string,
  isolation: IsolationKind | undefined,
): Promise<Template> {
  const data = await kubernetes.configMap(name);
  if (data === undefined) {
    throw new RunnerError(
      'refused',
      `namespace ${kubernetes.namespace} has no ConfigMap ${JSON.stringify(name)}`,
    );
  }
  return templateOf(data, name, { isolation });
}

function parametersIn(file: string | undefined): Record<string, unknown> {
  if (file === undefined) return {};
  try {
    const parsed = parse(readText(file)) as unknown;
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch (error) {
    throw new RunnerError('refused', `parameters ${file} cannot be read: ${(error as Error).message}`);
  }
  throw new RunnerError('refused', `parameters ${file} must hold one object of names and values`);
}
