import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '../../../runner/test/cluster/support/eventually';
import { freePort } from '../../../runner/test/cluster/support/lakefs-server';
import { VENV } from './setup';

/** What a program said and how it ended. */
interface Said {
  readonly code: number;
  readonly text: string;
}

/** Logs are read from the folder. */
const ARGUMENTS = {
  'api-server': ['--host', '127.0.0.1'],
  scheduler: ['--skip-serve-logs'],
  triggerer: ['--skip-serve-logs'],
};

/** A part of Airflow that runs by itself. */
export type Service = keyof typeof ARGUMENTS;

/** An Airflow of its own: a folder, SQLite, LocalExecutor, and as much of it running as a test starts. */
export class Airflow {
  /** @param kubeconfig how its tasks and triggers reach the cluster: the connection `jobs` */
  public static async create(kubeconfig: string): Promise<Airflow> {
    const airflow = new Airflow(mkdtempSync(join(tmpdir(), 'airflow-')), await freePort());
    mkdirSync(airflow.dags);
    writeFileSync(airflow.kubeconfig, kubeconfig, { mode: 0o600 });
    await airflow.run('db', 'migrate');
    return airflow;
  }

  /** Folder of its DAGs. */
  public readonly dags: string;
  private readonly kubeconfig: string;
  private readonly services = new Map<Service, ChildProcess>();
  private readonly groups: number[] = [];

  private constructor(
    private readonly home: string,
    private readonly port: number,
  ) {
    this.dags = join(home, 'dags');
    this.kubeconfig = join(home, 'kubeconfig');
  }

  private get env(): Record<string, string> {
    const settings = {
      CORE__EXECUTOR: 'LocalExecutor',
      CORE__PARALLELISM: '4',
      CORE__LOAD_EXAMPLES: 'False',
      CORE__DAGS_ARE_PAUSED_AT_CREATION: 'False',
      CORE__EXECUTION_API_SERVER_URL: `http://127.0.0.1:${this.port}/execution/`,
      CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS: 'True',
      API_AUTH__JWT_SECRET: 'for-tests-only-for-tests-only-for-tests-only-for-tests-only-for-tests',
      API__WORKERS: '1',
      // A machine that is busy with pods too answers late.
      WORKERS__EXECUTION_API_TIMEOUT: '60',
      // What is five minutes by default, so that a test can wait for it.
      SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT: '60',
      SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL: '15',
      SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD: '20',
    };
    return {
      PATH: `${join(VENV, 'bin')}:${process.env.PATH!}`,
      HOME: this.home,
      AIRFLOW_HOME: this.home,
      ...Object.fromEntries(Object.entries(settings).map(([key, value]) => [`AIRFLOW__${key}`, value])),
      AIRFLOW_CONN_JOBS: JSON.stringify({
        conn_type: 'kubernetes',
        extra: { kube_config_path: this.kubeconfig },
      }),
    };
  }

  /** A command of Airflow, to its end. */
  public async run(...args: string[]): Promise<Said> {
    return this.execute(join(VENV, 'bin/airflow'), args);
  }

  /** What a program in Python prints. */
  public async python(program: string, ...args: string[]): Promise<string> {
    const { code, text } = await this.execute(join(VENV, 'bin/python'), ['-c', program, ...args]);
    if (code !== 0) throw new Error(text);
    return text;
  }

  /** Rows of its database. */
  public async rows(query: string, ...values: string[]): Promise<string[][]> {
    const program =
      'import json, sqlite3, sys\n' +
      'with sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True, timeout=30) as db:\n' +
      '    print(json.dumps(db.execute(sys.argv[2], sys.argv[3:]).fetchall()))';
    return JSON.parse(
      await this.python(program, join(this.home, 'airflow.db'), query, ...values),
    ) as string[][];
  }

  /** Starts parts of it that are not running. */
  public start(...names: Service[]): void {
    for (const name of names) {
      const log = openSync(join(this.home, `${name}.log`), 'a');
      const port = name === 'api-server' ? ['--port', String(this.port)] : [];
      // A group of its own, so that nothing of it is left behind.
      const options = { env: this.env, stdio: ['ignore' as const, log, log], detached: true };
      const child = spawn(join(VENV, 'bin/airflow'), [name, ...ARGUMENTS[name], ...port], options);
      this.services.set(name, child);
      this.groups.push(child.pid!);
    }
  }

  /** Waits until tasks can be told of. */
  public async answers(): Promise<void> {
    const url = `http://127.0.0.1:${this.port}/execution/health`;
    await eventually('answer of Airflow', 240, async () => (await fetch(url)).ok || undefined);
  }

  /** Kills a part of it, and no other process: its children find out. */
  public async kill(name: Service): Promise<void> {
    const child = this.services.get(name)!;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** States of a DAG run and of its tasks, with their tries. */
  public async states(dag: string, run: string): Promise<Record<string, string>> {
    const tasks = await this.rows(
      'select task_id, state, try_number from task_instance where dag_id = ? and run_id = ?',
      dag,
      run,
    );
    const runs = await this.rows('select state from dag_run where dag_id = ? and run_id = ?', dag, run);
    return Object.fromEntries([
      ['dag', String(runs[0]?.[0])],
      ...tasks.map(([task, state, tries]) => [task, `${state} ${tries}`]),
    ]);
  }

  /** What a part of it printed. */
  public log(name: Service): string {
    return readFileSync(join(this.home, `${name}.log`), 'utf8');
  }

  public stop(): void {
    for (const group of this.groups) {
      try {
        process.kill(-group, 'SIGKILL');
      } catch {
        // Nothing of the group is left.
      }
    }
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }

  private async execute(program: string, args: readonly string[]): Promise<Said> {
    try {
      const { stdout, stderr } = await promisify(execFile)(program, args, {
        env: this.env,
        maxBuffer: 2 ** 28,
      });
      return { code: 0, text: program.endsWith('python') ? stdout : stdout + stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, text: stdout + stderr };
    }
  }
}
