import type { ReleasedApplication } from '../../../lib/runs/released';

const KUEUE = 'kueue.x-k8s.io/queue-name';
const QUEUEING: readonly string[] = ['yunikorn', 'volcano'];

/** What keeps applications waiting until there is room for them; undefined when nothing does. */
export function queueOf({ metadata, spec }: ReleasedApplication): string | undefined {
  const kueue = metadata.labels?.[KUEUE];
  if (kueue !== undefined) return `queue ${kueue} of Kueue`;
  const { batchScheduler } = spec;
  return QUEUEING.includes(String(batchScheduler)) ? `the queue of ${String(batchScheduler)}` : undefined;
}
