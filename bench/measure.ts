import { spawnSync } from 'node:child_process';

/** Milliseconds of processor time that something takes in this process. */
export function processorTime(run: () => unknown): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/**
 * Milliseconds of processor time that a command takes.
 *
 * @throws when it does not end with a status that is fine
 */
export function commandTime(fine: readonly number[], command: string, ...args: readonly string[]): number {
  const timed = 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>/dev/null';
  const { status, stderr } = spawnSync('bash', ['-c', timed, 'bench', command, ...args], {
    encoding: 'utf8',
  });
  if (!fine.includes(status ?? -1)) throw new Error(`${[command, ...args].join(' ')} ended with ${status}`);
  const [user, system] = stderr.trim().split(' ').map(Number);
  return (user! + system!) * 1000;
}

/**
 * MiB of memory that a program of Node has at most.
 *
 * @throws when it does not end with a status that is fine
 */
export function memory(fine: readonly number[], ...args: readonly string[]): number {
  const told = `import { writeSync } from 'node:fs';
    process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)));`;
  const { status, output } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(told)}`, ...args],
    { encoding: 'utf8', stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  if (!fine.includes(status ?? -1)) throw new Error(`${args.join(' ')} ended with ${status}`);
  return Number(output[3]) / 1024;
}

/** True for a command that is there. */
export function isThere(command: string): boolean {
  return spawnSync(command, ['-v']).error === undefined;
}

/** Prints the ratio of two times: medians of pairs that were measured alternately, after one warm-up. */
export function report(name: string, rounds: number, ours: () => number, other: () => number): void {
  ours();
  other();
  const pairs = Array.from({ length: rounds }, () => [ours(), other()] as const);
  const a = median(pairs.map(([time]) => time));
  const b = median(pairs.map(([, time]) => time));
  console.log(
    `${name}: ${(a / b).toFixed(2)}  (${a.toFixed(0)} ms / ${b.toFixed(0)} ms of processor time, median of ${rounds})`,
  );
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
