import { jobSize, sumOf, type JobSize, type PodSize, type TotalSize } from '../../manifest/job-size';
import { nameOf, namespaceOf, record, written } from '../../manifest/plain';
import { workload, WORKLOADS } from '../../manifest/workload';
import { printable } from '../../text/printable';
import { redact } from '../../text/redact';
import type { FileSubject } from '../read';

const HEADINGS = ['namespace', 'job', 'pods', 'CPU', 'memory', 'at most: pods', 'CPU', 'memory'];

/** A job, and what it asks for. */
interface SizedJob {
  readonly name: string;
  readonly size: JobSize;
}

/** What the jobs of a namespace ask for, and what its quotas allow. */
interface SizedNamespace {
  /** Its name; empty for jobs without one. */
  readonly namespace: string;
  readonly jobs: readonly SizedJob[];
  readonly atStart: TotalSize;
  readonly atMost: TotalSize | undefined;
  readonly quotas: readonly { readonly name: string; readonly hard: Readonly<Record<string, unknown>> }[];
}

function sizedNamespaces(subjects: readonly FileSubject[]): SizedNamespace[] {
  const jobs = subjects
    .filter(({ kind }) => kind !== 'SparkConnect' && WORKLOADS.some((known) => known === kind))
    .map(({ manifest }) => workload(manifest))
    .map((app) => ({ name: app.name ?? '', namespace: app.namespace ?? '', size: jobSize(app) }));
  return [...new Set(jobs.map(({ namespace }) => namespace))].sort().map((namespace) => {
    const own = jobs.filter((job) => job.namespace === namespace);
    return {
      namespace,
      jobs: own.map(({ name, size }) => ({ name, size })),
      atStart: sumOf(own.map(({ size }) => size.atStart))!,
      atMost: sumOf(own.map(({ size }) => size.atMost)),
      quotas: quotas(subjects, namespace),
    };
  });
}

/** What the jobs of each namespace ask for, at their start and at most, beside what its quotas allow. */
export function sizesReport(subjects: readonly FileSubject[]): string {
  const namespaces = sizedNamespaces(subjects);
  if (namespaces.length === 0) return 'no job whose size could be told';
  const rows = namespaces.flatMap(({ namespace, jobs, atStart, atMost, quotas: allowed }) => {
    const row = (name: string, start: TotalSize, most: TotalSize | undefined): string[] => [
      namespace === '' ? '(none)' : namespace,
      name,
      ...cells(start),
      ...(most === undefined ? ['no limit', '', ''] : cells(most)),
    ];
    return [
      ...jobs.map(({ name, size }) => row(name, size.atStart, size.atMost)),
      row('(together)', atStart, atMost),
      ...allowed.map(({ name, hard }) => [namespace, `quota ${name}: ${saidOf(hard)}`]),
    ];
  });
  return table([HEADINGS, ...rows]);
}

/** The same as data: CPUs, and MiB of memory; null for what cannot be told, or has no limit. */
export function sizesData(subjects: readonly FileSubject[]): unknown[] {
  const total = (size: TotalSize | undefined) =>
    size === undefined ? null : { pods: size.pods, cpu: size.cpu ?? null, memory: size.memory ?? null };
  const pod = ({ cpu, memory, cpuLimit, memoryLimit }: PodSize) => ({
    cpu: cpu ?? null,
    memory: memory ?? null,
    cpuLimit: cpuLimit ?? null,
    memoryLimit: memoryLimit ?? null,
  });
  return sizedNamespaces(subjects).map(({ namespace, jobs, atStart, atMost, quotas: allowed }) => ({
    namespace: namespace === '' ? null : redact(namespace),
    jobs: jobs.map(({ name, size }) => ({
      name: redact(name),
      driver: pod(size.driver),
      executor: pod(size.executor),
      atStart: total(size.atStart),
      atMost: total(size.atMost),
    })),
    atStart: total(atStart),
    atMost: total(atMost),
    quotas: allowed.map(({ name, hard }) => ({
      name: redact(name),
      hard: Object.fromEntries(
        Object.entries(hard).map(([key, value]) => [redact(key), redact(written(value))]),
      ),
    })),
  }));
}

function cells({ pods, cpu, memory }: TotalSize): string[] {
  return [String(pods), cpu === undefined ? '?' : String(cpu), memory === undefined ? '?' : `${memory}Mi`];
}

function quotas(subjects: readonly FileSubject[], namespace: string): SizedNamespace['quotas'] {
  return subjects
    .filter(({ kind, manifest }) => kind === 'ResourceQuota' && namespaceOf(manifest) === namespace)
    .map(({ manifest }) => ({ name: nameOf(manifest) ?? '', hard: record(record(manifest.spec).hard) }));
}

function saidOf(hard: Readonly<Record<string, unknown>>): string {
  return Object.entries(hard)
    .map(([key, value]) => `${key} ${written(value)}`)
    .join(', ');
}

function table(rows: readonly (readonly string[])[]): string {
  const shown = rows.map((row) => row.map((cell) => printable(redact(cell))));
  const widths = HEADINGS.map((_, column) =>
    // A quota runs on over the columns of numbers.
    Math.max(...shown.filter((row) => row.length > 2).map((row) => row[column]!.length)),
  );
  return shown
    .map((row) =>
      row
        .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
