import { jobSize, sumOf, type TotalSize } from '../../manifest/job-size';
import { nameOf, namespaceOf, record, written } from '../../manifest/plain';
import { workload, WORKLOADS } from '../../manifest/workload';
import { printable } from '../../text/printable';
import { redact } from '../../text/redact';
import type { FileSubject } from '../read';

const HEADINGS = ['namespace', 'job', 'pods', 'CPU', 'memory', 'at most: pods', 'CPU', 'memory'];

/** What the jobs of each namespace ask for, at their start and at most, beside what its quotas allow. */
export function sizesReport(subjects: readonly FileSubject[]): string {
  const jobs = subjects
    .filter(({ kind }) => kind !== 'SparkConnect' && WORKLOADS.some((known) => known === kind))
    .map(({ manifest }) => workload(manifest))
    .map((app) => ({ name: app.name ?? '', namespace: app.namespace ?? '', size: jobSize(app) }));
  if (jobs.length === 0) return 'no job whose size could be told';
  const namespaces = [...new Set(jobs.map(({ namespace }) => namespace))].sort();
  const rows = namespaces.flatMap((namespace) => {
    const own = jobs.filter((job) => job.namespace === namespace);
    const row = (name: string, atStart: TotalSize, atMost: TotalSize | undefined): string[] => [
      namespace === '' ? '(none)' : namespace,
      name,
      ...cells(atStart),
      ...(atMost === undefined ? ['no limit', '', ''] : cells(atMost)),
    ];
    return [
      ...own.map(({ name, size }) => row(name, size.atStart, size.atMost)),
      row(
        '(together)',
        sumOf(own.map(({ size }) => size.atStart))!,
        sumOf(own.map(({ size }) => size.atMost)),
      ),
      ...quotas(subjects, namespace).map((text) => [namespace, text]),
    ];
  });
  return table([HEADINGS, ...rows]);
}

function cells({ pods, cpu, memory }: TotalSize): string[] {
  return [String(pods), cpu === undefined ? '?' : String(cpu), memory === undefined ? '?' : `${memory}Mi`];
}

function quotas(subjects: readonly FileSubject[], namespace: string): string[] {
  return subjects
    .filter(({ kind, manifest }) => kind === 'ResourceQuota' && namespaceOf(manifest) === namespace)
    .map(({ manifest }) => {
      const hard = Object.entries(record(record(manifest.spec).hard));
      const said = hard.map(([key, value]) => `${key} ${written(value)}`).join(', ');
      return `quota ${nameOf(manifest) ?? ''}: ${said}`;
    });
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
