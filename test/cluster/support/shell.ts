import { execFileSync } from 'node:child_process';

/** Runs a program and returns its output. The error has its arguments and complaints, never its input. */
export function run(command: string, args: readonly string[], input = ''): string {
  try {
    return execFileSync(command, args, { input, encoding: 'utf8', maxBuffer: 2 ** 28, stdio: 'pipe' });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Error(`${command} ${args.join(' ').slice(0, 300)}: ${stderr?.trim() ?? message}`);
  }
}

export function kubectl(...args: string[]): string {
  return run('kubectl', args);
}

export function kubectlJson(...args: string[]): any {
  return JSON.parse(kubectl(...args, '--output=json'));
}

/** `kubectl ARGS -f -` with the given objects. */
export function kubectlFeed(objects: readonly object[], ...args: string[]): string {
  return run(
    'kubectl',
    [...args, '-f', '-'],
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
  );
}

/** Asks again until `probe` neither throws nor returns undefined. */
export async function eventually<T>(what: string, seconds: number, probe: () => T | undefined): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    let problem: unknown = 'nothing yet';
    try {
      const found = probe();
      if (found !== undefined) return found;
    } catch (error) {
      problem = error;
    }
    if (Date.now() > end) throw new Error(`no ${what} within ${seconds} s: ${String(problem)}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
