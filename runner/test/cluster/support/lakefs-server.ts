import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually';

export const REPOSITORY = 'kronodroid';
const KEY = 'AKIACANARYRUNNER001';
const SECRET = 'canary-lakefs-secret-e1d2c3b4a5968778';

/** A real lakeFS that keeps its data in a folder. Needs `lakefs` on the PATH. */
export class LakeFsServer {
  /** @param host the address that it listens on */
  public static async start(host = '127.0.0.1'): Promise<LakeFsServer> {
    const folder = mkdtempSync(join(tmpdir(), 'lakefs-'));
    const server = new LakeFsServer(folder, host, await freePort());
    await eventually(
      'answer of lakeFS',
      60,
      async () => (await fetch(`${server.url}/_health`)).ok || undefined,
    );
    await server.makeRepository(REPOSITORY);
    return server;
  }

  private readonly child: ChildProcess;

  private constructor(
    private readonly folder: string,
    private readonly host: string,
    private readonly port: number,
  ) {
    mkdirSync(join(folder, 'blocks'));
    const config = {
      listen_address: `${host}:${port}`,
      logging: { level: 'WARN', output: [join(folder, 'lakefs.log')] },
      database: { type: 'local', local: { path: join(folder, 'kv') } },
      blockstore: { type: 'local', local: { path: join(folder, 'blocks') } },
      auth: { encrypt: { secret_key: 'for-tests-only' } },
      stats: { enabled: false },
      security: { check_latest_version: false },
    };
    const file = join(folder, 'lakefs.json');
    writeFileSync(file, JSON.stringify(config));
    this.child = spawn('lakefs', ['run', '--config', file], {
      stdio: 'ignore',
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        LAKEFS_INSTALLATION_USER_NAME: 'admin',
        LAKEFS_INSTALLATION_ACCESS_KEY_ID: KEY,
        LAKEFS_INSTALLATION_SECRET_ACCESS_KEY: SECRET,
      },
    });
  }

  public get url(): string {
    return `http://${this.host}:${this.port}`;
  }

  public get secret(): string {
    return SECRET;
  }

  /** The environment of a runner that uses this server. */
  public env(url = this.url): Record<string, string> {
    return { LAKEFS_ENDPOINT_URL: url, LAKEFS_ACCESS_KEY_ID: KEY, LAKEFS_SECRET_ACCESS_KEY: SECRET };
  }

  public async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await gone;
    rmSync(this.folder, { recursive: true, force: true });
  }

  public async makeRepository(name: string): Promise<void> {
    const made = await this.call('POST', '', {
      name,
      storage_namespace: `local://${name}`,
      default_branch: 'main',
    });
    if (made.status !== 201) throw new Error(`repository: ${made.status} ${await made.text()}`);
  }

  /** Makes a branch of main with a change of its own, committed. */
  public async makeBranch(name: string, repository = REPOSITORY): Promise<void> {
    await this.call('POST', `/${repository}/branches`, { name, source: 'main' });
    await this.write(name, `of/${name}`, name, repository);
    const made = await this.call('POST', `/${repository}/branches/${name}/commits`, { message: name });
    if (made.status !== 201) throw new Error(`branch: ${made.status} ${await made.text()}`);
  }

  public async branches(): Promise<string[]> {
    return (await this.list(`/${REPOSITORY}/branches`)).map(({ id }) => id!);
  }

  /** Every branch of every repository: where it is, and what is not committed on it. */
  public async snapshot(): Promise<Record<string, unknown>> {
    const branches: Record<string, unknown> = {};
    for (const { id: repository } of await this.list('')) {
      for (const { id: branch, commit_id } of await this.list(`/${repository}/branches`)) {
        const uncommitted = await this.list(`/${repository}/branches/${branch}/diff`);
        branches[`${repository}/${branch}`] = [commit_id, uncommitted.map(({ path }) => path)];
      }
    }
    return branches;
  }

  /** Writes an object, uncommitted, as a job does. */
  public async write(branch: string, path: string, content: string, repository = REPOSITORY): Promise<void> {
    const url = `${this.url}/api/v1/repositories/${repository}/branches/${branch}/objects?path=${encodeURIComponent(path)}`;
    const headers = { ...this.headers, 'content-type': 'application/octet-stream' };
    const answer = await fetch(url, { method: 'POST', headers, body: content });
    if (answer.status !== 201) throw new Error(`write to ${branch}: ${answer.status} ${await answer.text()}`);
  }

  /** Content of an object, undefined where there is none. */
  public async read(branch: string, path: string): Promise<string | undefined> {
    const answer = await this.call(
      'GET',
      `/${REPOSITORY}/refs/${branch}/objects?path=${encodeURIComponent(path)}`,
    );
    return answer.ok ? answer.text() : undefined;
  }

  public async hasBranch(name: string): Promise<boolean> {
    return (await this.call('GET', `/${REPOSITORY}/branches/${name}`)).ok;
  }

  /** Metadata of the commits of main, newest first. */
  public async history(): Promise<Record<string, string>[]> {
    const answer = await this.call('GET', `/${REPOSITORY}/refs/main/commits?amount=1000`);
    const { results } = (await answer.json()) as { results: { metadata?: Record<string, string> }[] };
    return results.map(({ metadata }) => metadata ?? {});
  }

  private async list(path: string): Promise<Record<string, string>[]> {
    const answer = await this.call('GET', `${path}?amount=1000`);
    return ((await answer.json()) as { results: Record<string, string>[] }).results;
  }

  private call(method: string, path: string, body?: object): Promise<Response> {
    const json = body && { body: JSON.stringify(body) };
    const headers = { ...this.headers, 'content-type': 'application/json' };
    return fetch(`${this.url}/api/v1/repositories${path}`, { method, headers, ...json });
  }

  private get headers(): Record<string, string> {
    return { authorization: `Basic ${Buffer.from(`${KEY}:${SECRET}`).toString('base64')}` };
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
