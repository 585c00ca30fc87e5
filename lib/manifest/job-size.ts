import { executorsOf, podTotal } from './pod-size';
import { MIB, thousandths } from './quantity';
import type { Role, Workload } from './workload';

/** What one pod asks for, its sidecars included, as the operator and Spark write it. */
export interface PodSize {
  /**
   * CPUs.
   * @default - cannot be told
   */
  readonly cpu?: number;
  /**
   * Memory with overhead, in MiB.
   * @default - cannot be told
   */
  readonly memory?: number;
  /**
   * Limit of CPUs.
   * @default - none
   */
  readonly cpuLimit?: number;
  /**
   * Limit of memory, in MiB.
   * @default - cannot be told
   */
  readonly memoryLimit?: number;
}

/** Pods, and what they ask for together. */
export interface TotalSize {
  /** How many. */
  readonly pods: number;
  /**
   * CPUs.
   * @default - cannot be told
   */
  readonly cpu?: number;
  /**
   * Memory with overhead, in MiB.
   * @default - cannot be told
   */
  readonly memory?: number;
}

/** What a job asks of its namespace: the requests of its pods, as a quota counts them. */
export interface JobSize {
  /** The driver. */
  readonly driver: PodSize;
  /** One executor. */
  readonly executor: PodSize;
  /** The driver and the executors that it begins with. */
  readonly atStart: TotalSize;
  /**
   * The driver and the most executors that it may have.
   * @default - no limit, with dynamic allocation
   */
  readonly atMost?: TotalSize;
}

/** What a job asks for. */
export function jobSize(app: Workload): JobSize {
  const [driver, executor] = [sizeOf(app, app.driver), sizeOf(app, app.executor)];
  const withExecutors = (executors: number): TotalSize => ({
    pods: 1 + executors,
    cpu: plus(driver.cpu, times(executor.cpu, executors)),
    memory: plus(driver.memory, times(executor.memory, executors)),
  });
  const { start, most } = executorsOf(app);
  return {
    driver,
    executor,
    atStart: withExecutors(start),
    ...(most !== undefined && { atMost: withExecutors(most) }),
  };
}

/** Several together; undefined when one of them is. */
export function sumOf(sizes: readonly (TotalSize | undefined)[]): TotalSize | undefined {
  return sizes.reduce<TotalSize | undefined>(
    (sum, size) =>
      sum &&
      size && {
        pods: sum.pods + size.pods,
        cpu: plus(sum.cpu, size.cpu),
        memory: plus(sum.memory, size.memory),
      },
    { pods: 0, cpu: 0, memory: 0 },
  );
}

function sizeOf(app: Workload, role: Role | undefined): PodSize {
  if (role === undefined) return {};
  const total = (group: 'requests' | 'limits', name: 'cpu' | 'memory') => podTotal(app, role, group, name);
  return {
    cpu: total('requests', 'cpu'),
    memory: mebibytes(total('requests', 'memory')),
    cpuLimit: total('limits', 'cpu'),
    memoryLimit: mebibytes(total('limits', 'memory')),
  };
}

/** Spark asks for whole MiB and leaves out the rest. */
function mebibytes(bytes: number | undefined): number | undefined {
  return bytes === undefined ? undefined : Math.floor(bytes / MIB);
}

function plus(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : thousandths(a + b);
}

function times(size: number | undefined, count: number): number | undefined {
  return size === undefined ? undefined : thousandths(size * count);
}
