import type { Template } from '../../../lib/runs/template';
import type { Result } from '../context';
import { RunnerError } from '../outcome';
import { readApplications } from '../template';
import { VERDICTS } from './check';

/** Applications that are looked at by one command, each with some twenty requests. */
const MOST = 100;

/** The applications in these files, each as it stands. */
export function applicationsIn(files: readonly string[]): Template[] {
  const found = files.flatMap(readApplications);
  if (found.length > 0 && found.length <= MOST) return found;
  throw new RunnerError(
    'refused',
    `the files hold ${found.length} SparkApplications; give files with 1 up to ${MOST} of them`,
  );
}

/** What was found of several applications, each by itself and counted together. */
export function together(results: readonly Result[]): Result {
  const counts = Object.fromEntries(
    VERDICTS.map((verdict) => [
      verdict,
      results.reduce((sum, result) => sum + (result.counts as Record<string, number>)[verdict]!, 0),
    ]),
  );
  return {
    outcome: results.every(({ outcome }) => outcome === 'ready') ? 'ready' : 'not-ready',
    message: results.map(({ message }) => message).join('; '),
    counts,
    applications: results.map(({ job, namespace, checks }) => ({ job, namespace, checks })),
  };
}
