import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { SparkRuntime } from '../../lib';
import type { Secrets } from '../support/effective-conf';
import { jarsOf, motoOf, restServerJar, sparkJarsOf } from './tools';

/** What the servers are opened with; the names of the Secrets are those of the platform. */
export const SECRETS: Secrets = {
  'minio-credentials': { 'access-key': 'minio-test-key', 'secret-key': 'minio-test-secret' },
  'lakefs-credentials': {
    'access-key': 'AKIALAKEFSTEST000001',
    'secret-key': 'lakefs-test-secret-00000000000000000000',
  },
  catalog: {
    'client-id': 'client',
    'client-secret': 'client-secret',
    username: 'user',
    password: 'password',
    token: 'token',
  },
};

/** For programs in Java that end before the second compiler pays. */
export const SHORT_LIVED = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

/** A server on the loopback address. */
export class Server {
  /** Starts a server and waits until it answers at a path, or at all. */
  public static async start(
    folder: string,
    name: string,
    health: string | undefined,
    command: (port: number) => { argv: string[]; env?: Record<string, string> },
  ): Promise<Server> {
    const port = await freePort();
    const { argv, env } = command(port);
    const log = join(folder, `${name}.log`);
    const output = openSync(log, 'a');
    const child = spawn(argv[0]!, argv.slice(1), {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, ...env },
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    const server = new Server(`http://127.0.0.1:${port}`, child);
    for (let attempt = 0; attempt < 600 && child.exitCode === null; attempt++) {
      if (await (health === undefined ? listens(port) : answers(server.endpoint + health))) return server;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await server.stop();
    throw new Error(`${name} does not answer:\n${readFileSync(log, 'utf8').slice(-3000)}`);
  }

  private constructor(
    /** `http://127.0.0.1:<port>` */
    public readonly endpoint: string,
    private readonly child: ChildProcess,
  ) {}

  /** Ends it. */
  public async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    // lakeFS would wait for its clients otherwise, and nothing here is worth keeping.
    this.child.kill('SIGKILL');
    await ended;
  }
}

/** MinIO with these buckets. */
export function startMinio(binary: string, folder: string, buckets: readonly string[]): Promise<Server> {
  for (const bucket of buckets) mkdirSync(join(folder, 'minio', bucket), { recursive: true });
  return Server.start(folder, 'minio', '/minio/health/live', (port) => ({
    argv: [binary, 'server', '--quiet', '--address', `127.0.0.1:${port}`, join(folder, 'minio')],
    env: {
      MINIO_ROOT_USER: SECRETS['minio-credentials']!['access-key']!,
      MINIO_ROOT_PASSWORD: SECRETS['minio-credentials']!['secret-key']!,
      MINIO_UPDATE: 'off',
      MINIO_BROWSER: 'off',
    },
  }));
}

/** lakeFS over MinIO, with its first user. */
export function startLakeFs(binary: string, folder: string, minio: Server): Promise<Server> {
  return Server.start(folder, 'lakefs', '/_health', (port) => {
    const config = join(folder, 'lakefs.json');
    // JSON is YAML.
    writeFileSync(
      config,
      JSON.stringify({
        listen_address: `127.0.0.1:${port}`,
        database: { type: 'local', local: { path: join(folder, 'lakefs-kv') } },
        blockstore: {
          type: 's3',
          s3: {
            endpoint: minio.endpoint,
            region: 'us-east-1',
            force_path_style: true,
            discover_bucket_region: false,
            credentials: {
              access_key_id: SECRETS['minio-credentials']!['access-key'],
              secret_access_key: SECRETS['minio-credentials']!['secret-key'],
            },
          },
        },
        auth: { encrypt: { secret_key: 'test' } },
        stats: { enabled: false },
        security: { check_latest_version: false },
      }),
    );
    return {
      argv: [binary, 'run', '--config', config],
      env: {
        LAKEFS_INSTALLATION_USER_NAME: 'admin',
        LAKEFS_INSTALLATION_ACCESS_KEY_ID: SECRETS['lakefs-credentials']!['access-key']!,
        LAKEFS_INSTALLATION_SECRET_ACCESS_KEY: SECRETS['lakefs-credentials']!['secret-key']!,
      },
    };
  });
}

/** A REST catalog that keeps its tables at `warehouse` in a store, which it opens with the keys of a Secret. */
export function startRestCatalog(
  folder: string,
  name: string,
  store: Server,
  secretName: string,
  warehouse: string,
): Promise<Server> {
  return Server.start(folder, name, '/v1/config', (port) => ({
    argv: ['java', ...SHORT_LIVED, '-Xmx512m', '-jar', restServerJar()],
    env: {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: SECRETS[secretName]!['access-key']!,
      AWS_SECRET_ACCESS_KEY: SECRETS[secretName]!['secret-key']!,
      AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required',
      CATALOG_REST_PORT: String(port),
      CATALOG_WAREHOUSE: warehouse,
      CATALOG_IO__IMPL: 'org.apache.iceberg.aws.s3.S3FileIO',
      CATALOG_S3_ENDPOINT: store.endpoint,
      CATALOG_S3_PATH__STYLE__ACCESS: 'true',
      CATALOG_URI: `jdbc:sqlite:${join(folder, `${name}.db`)}`,
      CATALOG_JDBC_USER: 'user',
      CATALOG_JDBC_PASSWORD: 'password',
    },
  }));
}

/** A Hive metastore that makes the folders of namespaces in MinIO. */
export function startMetastore(folder: string, minio: Server): Promise<Server> {
  // Has all of a metastore; Spark 4 leaves out its connection pool.
  const runtime = SparkRuntime.SPARK_3_5;
  const settings = {
    'javax.jdo.option.ConnectionURL': `jdbc:derby:${join(folder, 'metastore')};create=true`,
    'datanucleus.schema.autoCreateAll': 'true',
    'hive.metastore.schema.verification': 'false',
    'fs.s3a.endpoint': minio.endpoint,
    'fs.s3a.path.style.access': 'true',
    'fs.s3a.access.key': SECRETS['minio-credentials']!['access-key']!,
    'fs.s3a.secret.key': SECRETS['minio-credentials']!['secret-key']!,
  };
  const jars = [sparkJarsOf(runtime), jarsOf(runtime)].map((jar) => join(jar, '*')).join(':');
  return Server.start(folder, 'metastore', undefined, (port) => ({
    argv: [
      ...['java', ...SHORT_LIVED, '-Xmx512m', '-cp', jars, join(__dirname, 'Metastore.java'), String(port)],
      ...Object.entries(settings).map((setting) => setting.join('=')),
    ],
  }));
}

/** The API of Glue, without AWS. */
export function startGlue(folder: string): Promise<Server> {
  return Server.start(folder, 'glue', '/moto-api/', (port) => ({
    argv: [motoOf(), '--host', '127.0.0.1', '--port', String(port)],
  }));
}

/** A call of the lakeFS API; the answer's status and text. */
export async function lakeFsCall(
  lakefs: Server,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; text: string }> {
  const { 'access-key': id, 'secret-key': secret } = SECRETS['lakefs-credentials']!;
  const response = await fetch(`${lakefs.endpoint}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`${id!}:${secret!}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => {
      resolve(false);
    });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

/** A port that nobody has now. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  });
}
