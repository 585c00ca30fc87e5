import { NO_BRANCHES } from '../src/branches';
import { cleanup } from '../src/cleanup';
import { main } from '../src/command';
import { variable } from '../../lib/runs/released';
import type { Context, Result } from '../src/context';
import type { Diagnosis } from '../src/doctor/doctor';
import { gather } from '../src/doctor/evidence';
import { Events, type Event } from '../src/events/events';
import {
  existingRun,
  type ExistingRun,
  type IsolationProps,
  type RepositoryProps,
} from '../src/existing-run';
import { DEFAULT_LIMITS } from '../src/follow';
import { IcebergBranches } from '../src/iceberg/branches';
import { IcebergCatalog } from '../src/iceberg/catalog';
import { Kubernetes } from '../src/kubernetes';
import { LakeFs } from '../src/lakefs';
import { LakeFsBranches } from '../src/lakefs-branches';
import { Nessie } from '../src/nessie';
import { NessieBranches } from '../src/nessie-branches';
import { DEFAULT_PACE, type Pace } from '../src/pace';
import { Progress } from '../src/progress';
import { promote, type PromoteProps } from '../src/promote';
import { run, type RunProps } from '../src/run';
import { FakeIceberg, ICEBERG_TOKEN } from './fake/iceberg';
import { FakeKubernetes } from './fake/kubernetes';
import { FakeLakeFs, SECRET } from './fake/lakefs';
import { FakeNessie, NESSIE_TOKEN } from './fake/nessie';
import { pace, template } from './fixtures';

export const UNEXPLAINED: Diagnosis = { state: '', findings: [], driverLog: [], unreadable: [] };

/** The token that the cluster lets the command line in by. */
export const TOKEN = 'canary-token-5d2a';

/** How a command line ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly result: any;
}

/** A cluster with an operator, a lakeFS, and the commands of the runner on them. */
export class World {
  public readonly kubernetes = new FakeKubernetes();
  public readonly lakefs = new FakeLakeFs();
  public readonly nessie = new FakeNessie();
  public readonly iceberg = new FakeIceberg();
  /** Everything that was written to the screen. */
  public output = '';
  /** Every step that was told. */
  public readonly events: Event[] = [];
  /** What the operator does with an application. */
  public states: readonly string[] = ['SUBMITTED', 'RUNNING', 'COMPLETED'];
  /** Milliseconds between two of them. */
  public stateMs = 5;
  private readonly over = new AbortController();
  /** What a job writes on its branch. */
  public writes: Readonly<Record<string, string>> = { 'iceberg/t/v1.metadata.json': 'rows' };
  /** What the job of an application writes. */
  public writeOf: (name: string) => Readonly<Record<string, string>> = () => this.writes;

  public async start(): Promise<this> {
    await Promise.all([
      this.kubernetes.start(),
      this.lakefs.start(),
      this.nessie.start(),
      this.iceberg.start(),
    ]);
    this.kubernetes.operator = (name) => void this.operate(name);
    return this;
  }

  public async stop(): Promise<void> {
    this.over.abort(new Error('the test is over'));
    await Promise.all([this.kubernetes.stop(), this.lakefs.stop(), this.nessie.stop(), this.iceberg.stop()]);
  }

  public context(
    change: Partial<Pace> = {},
    given: RepositoryProps & { readonly tables?: readonly string[] } = {},
  ): Context & { readonly lakefs: LakeFs } {
    const quick = pace({ signal: this.over.signal, ...change });
    const lakefs = new LakeFs(this.lakefs.props, quick);
    const kubernetes = new Kubernetes(this.kubernetes.connection(), 'data', quick);
    const events = new Events(kubernetes.clock);
    events.listen([{ take: (event) => this.events.push(event), close: () => Promise.resolve() }]);
    const progress = new Progress({ write: (text) => (this.output += text) });
    return {
      kubernetes,
      events,
      lakefs,
      pace: quick,
      progress,
      branches: (isolation) =>
        ({
          lakefs: () => new LakeFsBranches({ lakefs, progress }, given),
          nessie: () => new NessieBranches(new Nessie(this.nessie.props, quick), progress),
          iceberg: () => new IcebergBranches(new IcebergCatalog(this.iceberg.props, quick), progress, given),
          none: () => NO_BRANCHES,
        })[isolation](),
    };
  }

  /** The command line, with everything in its environment that the servers ask for. */
  public async command(
    args: readonly string[],
    change: Readonly<Record<string, string | undefined>> = {},
  ): Promise<Ended> {
    let [stdout, stderr] = ['', ''];
    const code = await main(['node', 'spark-runner', ...args], {
      env: {
        LAKEFS_ENDPOINT_URL: this.lakefs.url,
        LAKEFS_ACCESS_KEY_ID: 'AKIATEST',
        LAKEFS_SECRET_ACCESS_KEY: SECRET,
        NESSIE_ENDPOINT_URL: this.nessie.url,
        NESSIE_TOKEN,
        ICEBERG_CATALOG_URL: this.iceberg.url,
        ICEBERG_TOKEN,
        ...change,
      },
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stderr += text) },
      signal: this.over.signal,
      connect: () =>
        Promise.resolve({
          ...this.kubernetes.connection(),
          requestOptions: () => Promise.resolve({ headers: { Authorization: `Bearer ${TOKEN}` } }),
        }),
      pace: { ...DEFAULT_PACE, ...pace() },
    });
    return { code, stdout, stderr, result: stdout.startsWith('{') ? JSON.parse(stdout) : undefined };
  }

  public run(runId: string, change: Partial<RunProps> = {}, paceChange: Partial<Pace> = {}): Promise<Result> {
    return run(this.context(paceChange), {
      template: template(),
      runId,
      parameters: {},
      limits: DEFAULT_LIMITS,
      check: () => Promise.resolve([]),
      gather,
      judge: () => Promise.resolve(UNEXPLAINED),
      ...change,
    });
  }

  public promote(
    runId: string,
    change: Partial<PromoteProps & RepositoryProps> & { readonly tables?: readonly string[] } = {},
    paceChange: Partial<Pace> = {},
  ): Promise<Result> {
    return promote(this.context(paceChange, change), {
      run: this.find(runId),
      deleteBranch: true,
      unchecked: false,
      ...change,
    });
  }

  public cleanup(
    run: ExistingRun,
    given: RepositoryProps & IsolationProps & { readonly tables?: readonly string[] } = {},
  ): Promise<Result> {
    return cleanup(this.context({}, given), run, given);
  }

  public find(runId: string): ExistingRun {
    return existingRun('kronodroid-iceberg', runId, undefined);
  }

  /** Takes an application through its states, as the operator does. */
  public async operate(name: string): Promise<void> {
    await this.kubernetes.play(name, this.states.slice(0, -1), this.stateMs);
    const spec = this.kubernetes.applications.get(name)?.spec ?? {};
    const [branch = '', nessie] = ['LAKEFS_BRANCH', 'NESSIE_BRANCH'].map((key) => variable(spec, key));
    const iceberg = spec.sparkConf?.['spark.wap.branch'];
    for (const [path, content] of Object.entries(this.writeOf(name))) {
      if (iceberg !== undefined) this.iceberg.write(iceberg, path, content);
      else if (nessie === undefined) this.lakefs.write(branch, path, content);
      else this.nessie.write(nessie, path, content);
    }
    await this.kubernetes.play(name, this.states.slice(-1), this.stateMs);
  }
}
