import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';

const ROOT = join(__dirname, '..');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The result, if stdout is one JSON. */
  readonly result: Record<string, any>;
}

/** The runner as its users have it: one file, started as a process. */
export class Program {
  public static bundle(): Program {
    const folder = mkdtempSync(join(tmpdir(), 'spark-runner-'));
    const file = join(folder, 'spark-runner.cjs');
    execFileSync(process.execPath, ['build.mjs', file], { cwd: ROOT, stdio: 'inherit' });
    return new Program(folder, file);
  }

  private constructor(
    public readonly folder: string,
    private readonly file: string,
  ) {}

  /** Writes a file beside the program and returns its path. */
  public write(name: string, content: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  /** A KUBECONFIG for a server without TLS. */
  public kubeconfig(server: string, token: string): string {
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'test',
      clusters: [{ name: 'test', cluster: { server, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'test', user: { token } }],
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'test', namespace: 'data' } }],
    };
    return this.write('kubeconfig', stringify(config));
  }

  /** @param output where stdout and stderr go */
  public start(
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    output: 'pipe' | number = 'pipe',
  ): ChildProcess {
    return spawn(process.execPath, [this.file, ...args], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', output, output],
    });
  }

  public async run(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
    return ended(this.start(args, env));
  }
}

export async function ended(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr, result: stdout.startsWith('{') ? JSON.parse(stdout) : {} };
}
