import { Kubernetes, type ContainerStatus, type Event, type Pod } from '../kubernetes';
import { lineCleaner, logLine } from '../log-text';
import { RunnerError } from '../outcome';
import { ageOf, stateOf, type SparkApplication } from '../spark-application';

export type Place = 'state' | 'status' | 'pod' | 'event' | 'log';
export type RoleName = 'driver' | 'executor';

/** One sentence of the cluster, and where it stood. */
export interface Fact {
  readonly place: Place;
  /** Name of the application or of the pod. */
  readonly object: string;
  readonly role: RoleName;
  readonly text: string;
}

export interface Evidence {
  readonly application: SparkApplication;
  readonly facts: readonly Fact[];
  readonly driverLog: readonly string[];
  /** What could not be read, and why. */
  readonly unreadable: readonly string[];
}

/** Looks like a failure on every cluster, and is none. */
const NOISE: readonly RegExp[] = [
  // The driver pod is created before the ConfigMaps that Spark makes for it, which come a second later.
  /^FailedMount: .{0,1000}?configmap "(?:spark-drv-[^"]{0,253}|[^"]{1,253}-driver-podspec)-conf-map" not found/,
  // The driver deletes its executors at its end.
  /ExitCode: 143\b/i,
  /^exit code 143\b/,
  /jdk\.incubator\.vector/,
  /NativeCodeLoader/,
  // Iceberg says so of every table that it makes.
  /HadoopTableOperations: Error reading version hint file/,
];

const LOG_LINES = 1000;
/** Most lines of a message that anybody thinks about. */
const MESSAGE_LINES = 200;
/** Pods whose events are read: those that do not run, up to so many. */
const TOLD_PODS = 10;
/** A driver that has said nothing for so long waits for something. */
const SILENCE_SECONDS = 90;

/** Collects what the cluster says about an application. What may not be read is left out, and said so. */
export async function gather(kubernetes: Kubernetes, application: SparkApplication): Promise<Evidence> {
  const { name } = application.metadata;
  const unreadable: string[] = [];
  const read = async <T>(what: string, get: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await get();
    } catch (error) {
      if (!(error instanceof RunnerError)) throw error;
      unreadable.push(`${what}: ${error.message}`);
      return otherwise;
    }
  };

  const pods = await read<Pod[]>('pods', () => kubernetes.pods(name), []);
  if (pods.length >= Kubernetes.LONGEST_LIST)
    unreadable.push(`pods: only ${pods.length} of them were looked at`);
  const driver = application.status?.driverInfo?.podName ?? `${name}-driver`;
  const troubled = pods
    .filter(
      ({ metadata, status }) =>
        metadata.name !== driver && !/^(?:Running|Succeeded)$/.test(status?.phase ?? ''),
    )
    .slice(0, TOLD_PODS);
  const [events, driverLog] = await Promise.all([
    read<Event[]>(
      'events',
      () => eventsOf(kubernetes, [name, driver, ...troubled.map(({ metadata }) => metadata.name)]),
      [],
    ),
    read('log of the driver', () => readLog(kubernetes, driver), []),
  ]);
  const failed = pods
    .filter((pod) => roleOf(pod) === 'executor' && pod.status?.phase === 'Failed')
    .slice(0, 2);
  const executorLogs = await Promise.all(
    failed.map(async ({ metadata }) => ({
      name: metadata.name,
      lines: await read(`log of ${metadata.name}`, () => readLog(kubernetes, metadata.name), []),
    })),
  );

  const now = kubernetes.clock.now();
  const facts: Fact[] = [
    ...stateFacts(application, now),
    ...pods.flatMap(podFacts),
    ...events.flatMap(eventFacts),
    ...logFacts(driver, 'driver', driverLog),
    ...executorLogs.flatMap(({ name: pod, lines }) => logFacts(pod, 'executor', lines)),
    ...silence(application, driver, driverLog, now),
  ];
  return {
    application,
    facts: facts.filter(({ text }) => !NOISE.some((noise) => noise.test(text))),
    driverLog: driverLog.map(({ text }) => text),
    unreadable,
  };
}

/** Events of objects, one after another: there are few, and the API server can filter them. */
async function eventsOf(kubernetes: Kubernetes, names: readonly string[]): Promise<Event[]> {
  const events: Event[] = [];
  for (const name of new Set(names)) {
    const found = await kubernetes.events(name);
    events.push(...found.filter(({ involvedObject }) => involvedObject.name === name));
  }
  return events;
}

interface LogLine {
  /** When it was logged, in milliseconds; undefined if it does not say. */
  readonly at?: number;
  readonly text: string;
}

async function readLog(kubernetes: Kubernetes, pod: string): Promise<LogLine[]> {
  const clean = lineCleaner();
  return (await kubernetes.logTail(pod, LOG_LINES)).map((line) => {
    const { stamp = '', text } = logLine(line);
    const at = Date.parse(stamp);
    return { text: clean(text), ...(!Number.isNaN(at) && { at }) };
  });
}

/** The lines of a message that are thought about: its beginning and its end. */
function linesOf(message: string): string[] {
  const lines = message.split('\n').filter((line) => line.trim() !== '');
  const kept =
    lines.length <= MESSAGE_LINES
      ? lines
      : [...lines.slice(0, MESSAGE_LINES / 2), ...lines.slice(-MESSAGE_LINES / 2)];
  return kept.map(lineCleaner());
}

function stateFacts(application: SparkApplication, now: number): Fact[] {
  const state = stateOf(application);
  const common = { object: application.metadata.name, role: 'driver' } as const;
  const message = application.status?.applicationState?.errorMessage ?? '';
  return [
    { ...common, place: 'state', text: `${state} for ${ageOf(application, now)} s` },
    ...linesOf(message).map((text): Fact => ({ ...common, place: 'status', text })),
  ];
}

function podFacts(pod: Pod): Fact[] {
  const { status } = pod;
  const texts: string[] = [];
  if (status?.reason !== undefined) texts.push(`${status.reason}: ${status.message ?? ''}`);
  for (const { status: is, reason, message } of status?.conditions ?? []) {
    if (is === 'False' && message !== undefined) texts.push(`${reason ?? ''}: ${message}`);
  }
  for (const container of [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]) {
    texts.push(...containerTexts(container));
  }
  const role = roleOf(pod);
  return texts.flatMap(linesOf).map((text) => ({ place: 'pod', object: pod.metadata.name, role, text }));
}

function containerTexts({ state, lastState }: ContainerStatus): string[] {
  const texts: string[] = [];
  if (state?.waiting?.reason !== undefined) {
    texts.push(`${state.waiting.reason}: ${state.waiting.message ?? ''}`);
  }
  for (const ended of [state?.terminated, lastState?.terminated]) {
    if (ended !== undefined && ended.exitCode !== 0) {
      texts.push(`exit code ${ended.exitCode} ${ended.reason ?? ''}: ${ended.message ?? ''}`);
    }
  }
  return texts;
}

function eventFacts({ involvedObject, type, reason, message }: Event): Fact[] {
  if (type === 'Normal') return [];
  const object = involvedObject.name ?? '';
  const role = object.includes('-exec-') ? 'executor' : 'driver';
  return linesOf(`${reason ?? ''}: ${message ?? ''}`).map((text) => ({ place: 'event', object, role, text }));
}

function logFacts(object: string, role: RoleName, lines: readonly LogLine[]): Fact[] {
  return lines.map(({ text }) => ({ place: 'log', object, role, text }));
}

function silence(
  application: SparkApplication,
  object: string,
  lines: readonly LogLine[],
  now: number,
): Fact[] {
  const last = lines.at(-1)?.at;
  if (stateOf(application) !== 'RUNNING' || last === undefined) return [];
  const seconds = Math.round((now - last) / 1000);
  return seconds < SILENCE_SECONDS
    ? []
    : [{ place: 'state', object, role: 'driver', text: `driver silent for ${seconds} s` }];
}

function roleOf(pod: Pod): RoleName {
  return pod.metadata.labels?.['spark-role'] === 'executor' ? 'executor' : 'driver';
}
