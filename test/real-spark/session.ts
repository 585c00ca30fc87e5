import { spawn } from 'node:child_process';
import { mkdtempSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart, Duration } from 'cdk8s';
import { SparkApplication, SparkServiceAccount, type SparkFeature, type SparkRuntime } from '../../lib';
import { effectiveEnv } from '../support/effective-conf';
import { SECRETS } from './servers';
import { jarsOf, pythonOf } from './tools';

/** The rows of a statement, or why it failed. */
export interface Outcome {
  readonly rows?: readonly unknown[][];
  readonly error?: string;
}

/**
 * Runs SQL in a session that has the settings and the environment of a rendered application.
 *
 * @param extra settings that stand for the cluster
 * @returns the rows of each statement
 * @throws with Spark's own message when a statement fails
 */
export async function spark(
  runtime: SparkRuntime,
  features: readonly SparkFeature[],
  statements: readonly string[],
  extra: Readonly<Record<string, string>> = {},
): Promise<(readonly unknown[][])[]> {
  const outcomes = await attempt(runtime, features, statements, extra);
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
  extra: Readonly<Record<string, string>> = {},
): Promise<Outcome[]> {
  const folder = mkdtempSync(join(tmpdir(), 'real-spark-'));
  const [conf, input, output, log] = ['spark.conf', 'statements.json', 'outcomes.json', 'spark.log'].map(
    (name) => join(folder, name),
  ) as [string, string, string, string];
  try {
    const { sparkConf, env } = rendered(runtime, features);
    writeFileSync(conf, properties({ ...sparkConf, ...local(runtime), ...extra }));
    writeFileSync(input, JSON.stringify(statements));
    const code = await execute(pythonOf(runtime), [join(__dirname, 'session.py'), input, output], folder, {
      ...env,
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

/** What the manifest says, with the environment as the kubelet makes it. */
function rendered(
  runtime: SparkRuntime,
  features: readonly SparkFeature[],
): { sparkConf: Record<string, string>; env: Record<string, string> } {
  const chart = new Chart(new App(), 'jobs');
  const application = new SparkApplication(chart, 'job', {
    runtime,
    mainApplicationFile: 'local:///job.py',
    serviceAccount: SparkServiceAccount.fromServiceAccountName('spark'),
    timeToLive: Duration.days(1),
  });
  application.with(...features);
  const [{ spec }] = chart.toJson() as [{ spec: any }];
  expect(spec.executor.env).toEqual(spec.driver.env);
  return { sparkConf: spec.sparkConf, env: effectiveEnv(spec.driver.env ?? [], SECRETS) };
}

/** What stands for the cluster and for the jars in the image. */
function local(runtime: SparkRuntime): Record<string, string> {
  const jars = join(jarsOf(runtime), '*');
  return {
    'spark.master': 'local[1]',
    'spark.driver.extraClassPath': jars,
    'spark.executor.extraClassPath': jars,
    'spark.driver.memory': '768m',
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
