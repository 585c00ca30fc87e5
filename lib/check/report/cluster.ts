import { printable } from '../../text/printable';
import { redact } from '../../text/redact';
import type { ClusterAnswer } from '../cluster';

/** The verdicts that are told, what is in the way of a job first. */
const TOLD = ['wrong', 'warning', 'unknown'];

/** What the cluster says, for people: a line for each application, and what is not as it should be. */
export function clusterReport(answers: readonly ClusterAnswer[]): string {
  return answers.flatMap(linesOf).join('\n');
}

function linesOf({ job, namespace, checks }: ClusterAnswer): string[] {
  const of = (verdict: string): ClusterAnswer['checks'] =>
    checks.filter((check) => check.verdict === verdict);
  const counts = [...TOLD, 'ok'].map((verdict) => `${of(verdict).length} ${verdict}`);
  return [
    `cluster: ${safe(job)} in namespace ${safe(namespace)}: ${counts.join(', ')}`,
    ...TOLD.flatMap(of).flatMap(({ id, verdict, what, fix = '' }) => [
      `  ${verdict}: ${safe(what)} (${safe(id)})`,
      `    fix: ${safe(fix)}`,
    ]),
  ];
}

/** The same as data. */
export function clusterData(answers: readonly ClusterAnswer[]): unknown[] {
  return answers.map(({ job, namespace, checks }) => ({
    job: redact(job),
    namespace: redact(namespace),
    checks: checks.map(({ id, verdict, what, fix }) => ({
      id: redact(id),
      verdict: redact(verdict),
      what: redact(what),
      fix: fix === undefined ? null : redact(fix),
    })),
  }));
}

function safe(given: string): string {
  return printable(redact(given));
}
