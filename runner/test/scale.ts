// What backfills of many runs ask of the API server and of lakeFS, and what they take: npm run scale -w runner [RUNS]
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { application, release } from './fixtures';
import { ended, Program } from './program';
import { World } from './world';

const PARALLEL = 20;
const program = Program.bundle();

interface Measured {
  readonly what: string;
  readonly runs: number;
  readonly outcome: unknown;
  readonly seconds: number;
  /** Of the processor, by the runner: all runs, the first and the last tenth of them. */
  readonly cpuMsOfARun: number;
  readonly cpuMsOfFirst: number;
  readonly cpuMsOfLast: number;
  readonly apiRequestsOfARun: number;
  readonly apiRequestsOfASecond: number;
  readonly catalogRequestsOfARun: number;
  readonly catalogRequestsOfASecond: number;
  readonly residentMb: number;
}

function residentMb(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Time of the processor that a process took, in milliseconds. */
function cpuMs(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    // Ticks of a hundredth of a second, in user and in system mode.
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}

async function measure(runs: number, isolation: 'none' | 'lakefs', followed = false): Promise<Measured> {
  const world = await new World().start();
  world.stateMs = 1;
  world.states = followed ? ['RUNNING'] : ['COMPLETED'];
  // Runs at once write files of their own, and each file is written many times.
  let written = 0;
  world.writeOf = () => ({ [`iceberg/${written++ % (10 * PARALLEL)}`]: String(written) });
  const { name, data } = release(application(), {
    properties: {},
    ...(isolation === 'none' && { 'x-isolation': 'none' }),
  });
  world.kubernetes.configMaps.set(name, data);
  const list = program.write('ids', Array.from({ length: runs }, (_, index) => `d${index}`).join('\n'));
  const spent: number[] = [];
  world.kubernetes.operator = (created) => {
    spent.push(cpuMs(child.pid ?? 0));
    void world.operate(created);
  };
  const begin = performance.now();
  const child = program.start(
    [
      ...['backfill', '--template-config-map', name, '--run-ids-file', list],
      ...['--parallel', String(followed ? runs : PARALLEL)],
      ...(isolation === 'lakefs' ? ['--promote', '--delete-branch'] : []),
    ],
    {
      KUBECONFIG: program.kubeconfig(world.kubernetes.url, 'token'),
      LAKEFS_ENDPOINT_URL: world.lakefs.url,
      LAKEFS_ACCESS_KEY_ID: world.lakefs.props.accessKeyId,
      LAKEFS_SECRET_ACCESS_KEY: world.lakefs.props.secretAccessKey,
    },
  );
  let most = 0;
  const watch = setInterval(() => (most = Math.max(most, residentMb(child.pid ?? 0))), 200);
  const end = ended(child);
  if (followed) {
    while (spent.length < runs) await delay(100);
    await delay(5000);
    child.kill('SIGTERM');
  }
  const { result } = await end;
  clearInterval(watch);
  const seconds = (performance.now() - begin) / 1000;
  const [api, catalog] = [world.kubernetes.requests.length, world.lakefs.requests.length];
  await world.stop();
  const tenth = Math.max(1, Math.floor(spent.length / 10));
  const round = (value: number): number => Math.round(value * 10) / 10;
  return {
    what: followed ? 'followed at once' : isolation === 'none' ? 'not kept apart' : 'lakeFS, promoted',
    runs,
    outcome: result.outcome,
    seconds: round(seconds),
    cpuMsOfARun: round(spent.at(-1)! / runs),
    cpuMsOfFirst: round((spent[tenth]! - spent[0]!) / tenth),
    cpuMsOfLast: round((spent.at(-1)! - spent.at(-1 - tenth)!) / tenth),
    apiRequestsOfARun: round(api / runs),
    apiRequestsOfASecond: round(api / seconds),
    catalogRequestsOfARun: round(catalog / runs),
    catalogRequestsOfASecond: round(catalog / seconds),
    residentMb: Math.round(most),
  };
}

async function main(): Promise<void> {
  const asked = process.argv.slice(2).map(Number);
  console.log(JSON.stringify(await measure(100, 'lakefs', true)));
  for (const runs of asked.length > 0 ? asked : [1000, 10_000]) {
    console.log(JSON.stringify(await measure(runs, 'none')));
    console.log(JSON.stringify(await measure(runs, 'lakefs')));
  }
}

void main();
