import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually';
import { freePort } from './lakefs-server';

/** A server in Java on loopback, with a folder of its own. */
export class JavaServer {
  /** @param how given its port and folder, how it is started; it has to answer at `health` */
  public static async start(
    name: string,
    health: string,
    how: (port: number, folder: string) => { readonly argv: readonly string[]; readonly env?: object },
  ): Promise<JavaServer> {
    const folder = mkdtempSync(join(tmpdir(), `${name}-`));
    const port = await freePort();
    const { argv, env } = how(port, folder);
    const log = join(folder, `${name}.log`);
    const output = openSync(log, 'a');
    const child = spawn(argv[0]!, argv.slice(1), {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, ...env },
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    const server = new JavaServer(`http://127.0.0.1:${port}`, folder, child);
    await eventually(
      `answer of ${name}`,
      180,
      async () => (await fetch(server.url + health)).ok || undefined,
    ).catch(async (error: unknown) => {
      const said = readFileSync(log, 'utf8').slice(-2000);
      await server.stop();
      throw new Error(`${(error as Error).message}:\n${said}`);
    });
    return server;
  }

  private constructor(
    public readonly url: string,
    private readonly folder: string,
    private readonly child: ChildProcess,
  ) {}

  public async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const gone = new Promise((resolve) => this.child.once('exit', resolve));
      this.child.kill('SIGKILL');
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The answer to a call, as JSON; undefined for 404. */
  public async call(method: string, path: string, body?: object): Promise<any> {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (answer.status === 404) return undefined;
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? {} : JSON.parse(text);
  }
}
