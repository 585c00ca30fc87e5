import type { ContainerStatus, Event, Kubernetes, Pod } from '../kubernetes';
import { RunnerError } from '../outcome';
import { secondsSinceCreation } from '../progress';
import { redactLog } from '../redact';
import { stateOf, type SparkApplication } from '../spark-application';

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
  /^FailedMount: .*configmap "(?:spark-drv-[^"]*|[^"]*-driver-podspec)-conf-map" not found/,
  // The driver deletes its executors at its end.
  /ExitCode: 143\b/i,
  /^exit code 143\b/,
  /jdk\.incubator\.vector/,
  /NativeCodeLoader/,
  // Iceberg says so of every table that it makes.
  /HadoopTableOperations: Error reading version hint file/,
];

const LOG_LINES = 1000;
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
  const names = new Set([name, ...pods.map((pod) => pod.metadata.name)]);
  const events = await read<Event[]>('events', () => kubernetes.events(), []);
  const driver = application.status?.driverInfo?.podName ?? `${name}-driver`;
  const driverLog = await read('log of the driver', () => readLog(kubernetes, driver), []);
  const failed = pods
    .filter((pod) => roleOf(pod) === 'executor' && pod.status?.phase === 'Failed')
    .slice(0, 2);
  const executorLogs = await Promise.all(
    failed.map(async ({ metadata }) => ({
      name: metadata.name,
      lines: await read(`log of ${metadata.name}`, () => readLog(kubernetes, metadata.name), []),
    })),
  );

  const facts: Fact[] = [
    ...stateFacts(application),
    ...pods.flatMap(podFacts),
    ...events.filter(({ involvedObject }) => names.has(involvedObject.name ?? '')).flatMap(eventFacts),
    ...logFacts(driver, 'driver', driverLog),
    ...executorLogs.flatMap(({ name: pod, lines }) => logFacts(pod, 'executor', lines)),
    ...silence(application, driver, driverLog),
  ];
  return {
    application,
    facts: facts.filter(({ text }) => !NOISE.some((noise) => noise.test(text))),
    driverLog: driverLog.map(({ text }) => text),
    unreadable,
  };
}

interface LogLine {
  readonly at: number;
  readonly text: string;
}

async function readLog(kubernetes: Kubernetes, pod: string): Promise<LogLine[]> {
  const lines = await kubernetes.logTail(pod, LOG_LINES);
  return lines.map((line) => {
    const [, at, text] = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) ?(.*)$/.exec(line) ?? [undefined, '', line];
    return { at: Date.parse(at ?? '') || Date.now(), text: redactLog(text ?? '') };
  });
}

function stateFacts(application: SparkApplication): Fact[] {
  const state = stateOf(application);
  const common = { object: application.metadata.name, role: 'driver' } as const;
  const message = application.status?.applicationState?.errorMessage ?? '';
  return [
    { ...common, place: 'state', text: `${state} for ${secondsSinceCreation(application)} s` },
    ...message
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line): Fact => ({ ...common, place: 'status', text: redactLog(line) })),
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
  return texts.map((text) => ({ place: 'pod', object: pod.metadata.name, role, text }));
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
  return [{ place: 'event', object, role, text: `${reason ?? ''}: ${message ?? ''}` }];
}

function logFacts(object: string, role: RoleName, lines: readonly LogLine[]): Fact[] {
  return lines.map(({ text }) => ({ place: 'log', object, role, text }));
}

function silence(application: SparkApplication, object: string, lines: readonly LogLine[]): Fact[] {
  const last = lines.at(-1);
  if (stateOf(application) !== 'RUNNING' || last === undefined) return [];
  const seconds = Math.round((Date.now() - last.at) / 1000);
  return seconds < SILENCE_SECONDS
    ? []
    : [{ place: 'state', object, role: 'driver', text: `driver silent for ${seconds} s` }];
}

function roleOf(pod: Pod): RoleName {
  return pod.metadata.labels?.['spark-role'] === 'executor' ? 'executor' : 'driver';
}
