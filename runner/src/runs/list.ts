import { isIsolation } from '../../../lib/runs/isolation/all';
import { ISOLATION_ANNOTATION } from '../../../lib/runs/isolation/isolation';
import { nameOf } from '../../../lib/runs/plan';
import { RunName } from '../../../lib/runs/run-name';
import { RUN_LABEL, TEMPLATE_ANNOTATION } from '../../../lib/runs/stamp';
import type { Context, Result } from '../context';
import { ageOf, isOver, stateOf, type SparkApplication } from '../spark-application';

export interface ListProps {
  /** Only runs of this job. */
  readonly job?: string;
  /** Only runs of this release, by the name of its ConfigMap. */
  readonly templateConfigMap?: string;
  /** Runs that are looked at before the list is cut. */
  readonly limit: number;
  /** Where an earlier list was cut. */
  readonly continue?: string;
}

/** A run as a list shows it. */
interface Listed {
  readonly application: string;
  readonly runId: string;
  readonly state: string;
  readonly isolation: string;
  readonly template: string | undefined;
  readonly created: string | undefined;
  readonly ended?: string;
  readonly seconds: number;
}

/** Items that are asked for at once. */
const PAGE = 100;

/** The runs of a namespace, or of a job or a release in it, in pages. */
export async function list(
  { kubernetes, progress }: Pick<Context, 'kubernetes' | 'progress'>,
  props: ListProps,
): Promise<Result> {
  const runs: Listed[] = [];
  let seen = 0;
  let next = props.continue;
  do {
    const limit = Math.min(PAGE, props.limit - seen);
    const page = await kubernetes.applicationPage({ labelSelector: RUN_LABEL }, limit, next);
    const items = page.items.slice(0, limit);
    seen += limit;
    runs.push(
      ...items.filter((item) => isWanted(item, props)).map((item) => listed(item, kubernetes.clock.now())),
    );
    next = page.metadata?.continue ?? '';
  } while (next !== '' && seen < props.limit);
  for (const line of table(runs)) progress.say(line);
  const more = next === '' ? '' : `; there are more, with --continue ${next}`;
  return {
    outcome: 'listed',
    message: `${runs.length} runs in namespace ${kubernetes.namespace}${more}`,
    namespace: kubernetes.namespace,
    runs,
    ...(next !== '' && { continue: next }),
  };
}

function isWanted({ metadata }: SparkApplication, { job, templateConfigMap }: ListProps): boolean {
  const { [RunName.ANNOTATION]: runId, [TEMPLATE_ANNOTATION]: digest } = metadata.annotations ?? {};
  if (runId === undefined || runId === '') return false;
  if (job !== undefined && nameOf(job, runId) !== metadata.name) return false;
  if (templateConfigMap === undefined) return true;
  const [, of = '', hash = ''] = /^(.+)-([^-]+)$/.exec(templateConfigMap) ?? [];
  return digest === hash && nameOf(of, runId) === metadata.name;
}

function listed(application: SparkApplication, now: number): Listed {
  const { name, annotations = {}, creationTimestamp } = application.metadata;
  const isolation = annotations[ISOLATION_ANNOTATION] ?? 'lakefs';
  const end = isOver(application) ? application.status?.terminationTime : undefined;
  return {
    application: name,
    runId: annotations[RunName.ANNOTATION]!,
    state: stateOf(application),
    isolation: isIsolation(isolation) ? isolation : 'unknown',
    template: annotations[TEMPLATE_ANNOTATION],
    created: creationTimestamp,
    ...(end != null && { ended: end }),
    seconds: ageOf(application, Date.parse(end ?? '') || now),
  };
}

function table(runs: readonly Listed[]): string[] {
  if (runs.length === 0) return [];
  const rows = [
    ['APPLICATION', 'STATE', 'ISOLATION', 'SECONDS', 'RUN ID'],
    ...runs.map(({ application, state, isolation, seconds, runId }) => [
      application,
      state,
      isolation,
      String(seconds),
      runId.replaceAll(/\s/g, ' '),
    ]),
  ];
  const widths = [0, 1, 2, 3].map((at) => Math.max(...rows.map((row) => row[at]!.length)));
  return rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  '));
}
