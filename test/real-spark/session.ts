import { spawn } from 'node:child_process';
import { mkdtempSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart, Duration } from 'cdk8s';
import {
  PythonFile,
  SparkApplication,
  SparkServiceAccount,
  type SparkFeature,
  type SparkRuntime,
} from '../../lib';
import { effectiveEnv } from '../support/effective-conf';
import { SECRETS, SHORT_LIVED } from './servers';
import { jarsOf, pythonOf } from './tools';

/** The rows of a statement, or why it failed. */
export interface Outcome {
  readonly rows?: readonly unknown[][];
  readonly error?: string;
  readonly seconds: number;
}

/** What does not come from the application: settings that stand for the cluster, variables of the pods' identity. */
export interface Surroundings {
  readonly sparkConf?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs SQL in a session that has the settings and the environment of a rendered application.
 *
 * @returns the rows of each statement
 * @throws with Spark's own message when a statement fails
 */
export async function spark(
  runtime: SparkRuntime,
  features: readonly SparkFeature[],
  statements: readonly string[],
  surroundings: Surroundings = {},
): Promise<(readonly unknown[][])[]> {
  const outcomes = await attempt(runtime, features, statements, surroundings);
  return outcomes.map(({ rows, error }, index) => {
    if (rows === undefined) throw new Error(`${statements[index]}: ${error ?? ''}`);
    return rows;
  });
}

/** Like `spark`, but goes on after a statement that fails. */
export async function attempt(
  runtime: SparkRuntime,
  features: readonly SparkFeature[],
  statements: readonly string[],
  surroundings: Surroundings = {},
): Promise<Outcome[]> {
  const folder = mkdtempSync(join(tmpdir(), 'real-spark-'));
  const [conf, main, input, output, log] = [
    'spark.conf',
    'main.py',
    'statements.json',
    'outcomes.json',
    'spark.log',
  ].map((name) => join(folder, name)) as [string, string, string, string, string];
  try {
    const { sparkConf, env, program } = rendered(runtime, features);
    writeFileSync(main, program);
    writeFileSync(conf, properties({ ...sparkConf, ...local(runtime), ...surroundings.sparkConf }));
    writeFileSync(input, JSON.stringify(statements));
    const code = await execute(pythonOf(runtime), [main, input, output], folder, {
      ...env,
      ...surroundings.env,
      PYSPARK_SUBMIT_ARGS: `--properties-file ${conf} pyspark-shell`,
    });
    if (!existsSync(output)) {
      throw new Error(`the session ended with code ${code}:\n${readFileSync(log, 'utf8').slice(-4000)}`);
    }
    return JSON.parse(readFileSync(output, 'utf8')) as Outcome[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the manifests say, with the environment and the program as the kubelet makes them. */
function rendered(
  runtime: SparkRuntime,
  features: readonly SparkFeature[],
): { sparkConf: Record<string, string>; env: Record<string, string>; program: string } {
  const chart = new Chart(new App(), 'jobs');
  const program = PythonFile.inline('session.py', readFileSync(join(__dirname, 'session.py'), 'utf8'));
  const application = new SparkApplication(chart, 'job', {
    runtime,
    mainApplicationFile: program.mainApplicationFile,
    serviceAccount: SparkServiceAccount.fromServiceAccountName('spark'),
    timeToLive: Duration.days(1),
  });
  application.with(program, ...features);
  const [configMap, { spec }] = chart.toJson() as [{ metadata: any; data: any }, { spec: any }];
  const [mount] = spec.driver.volumeMounts;
  expect(spec.mainApplicationFile).toBe(`local://${mount.mountPath}`);
  expect(spec.volumes).toEqual([{ name: mount.name, configMap: { name: configMap.metadata.name } }]);
  expect(spec.executor.env).toEqual(spec.driver.env);
  return {
    sparkConf: spec.sparkConf,
    env: effectiveEnv(spec.driver.env ?? [], SECRETS),
    program: configMap.data[mount.subPath],
  };
}

/** What stands for the cluster and for the jars in the image. */
function local(runtime: SparkRuntime): Record<string, string> {
  const jars = join(jarsOf(runtime), '*');
  return {
    'spark.master': 'local[1]',
    'spark.driver.extraClassPath': jars,
    'spark.executor.extraClassPath': jars,
    'spark.driver.memory': '768m',
    'spark.driver.extraJavaOptions': SHORT_LIVED.join(' '),
    'spark.executor.extraJavaOptions': SHORT_LIVED.join(' '),
    'spark.driver.bindAddress': '127.0.0.1',
    'spark.driver.host': '127.0.0.1',
    'spark.ui.enabled': 'false',
    'spark.sql.shuffle.partitions': '1',
  };
}

function properties(conf: Readonly<Record<string, string>>): string {
  return Object.entries(conf)
    .map(([key, value]) => `${key} ${value}\n`)
    .join('');
}

function execute(
  command: string,
  args: string[],
  folder: string,
  env: Record<string, string>,
): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', 'exec "$@" > spark.log 2>&1', 'sh', command, ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, JAVA_HOME: process.env.JAVA_HOME, ...env },
      stdio: 'ignore',
    });
    child.once('error', reject);
    child.once('exit', resolve);
  });
}
