import type { Pace } from '../pace';
import type { Progress, Screen } from '../progress';
import type { Event, Sink } from './events';
import { Lines } from './lines';

/** Who listens to the steps of a run, as the command line says. */
export interface EventOptions {
  /** File that gets a line for each; `-` for stderr, in place of the progress. */
  readonly events?: string;
  /** Root of a server of OpenLineage. */
  readonly openlineageUrl?: string;
}

interface Given {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stderr: Screen;
  readonly progress: Progress;
  /** What an event becomes before anybody sees it. */
  readonly hide: (event: Event) => unknown;
  readonly pace?: Omit<Pace, 'signal'>;
}

/**
 * Opens what listens; nothing is loaded for a run that nobody listens to.
 *
 * @throws RunnerError for a file that cannot be written, or an address that is none
 */
export async function sinksOf(
  { events = '', openlineageUrl = '' }: EventOptions,
  { env, stderr, progress, hide }: Given,
): Promise<Sink[]> {
  const sinks: Sink[] = [];
  if (openlineageUrl !== '') {
    const { OpenLineage } = await import('./open-lineage.js');
    const { OPENLINEAGE_API_KEY: key, OPENLINEAGE_ENDPOINT: path, OPENLINEAGE_NAMESPACE: namespace } = env;
    const props = {
      url: openlineageUrl,
      ...(key && { key }),
      ...(path && { path }),
      ...(namespace && { namespace }),
    };
    sinks.push(
      new OpenLineage(props, hide, (text) => {
        progress.say(text);
      }),
    );
  }
  if (events !== '') {
    if (events === '-') progress.silence();
    sinks.push(events === '-' ? new Lines((line) => stderr.write(line), hide) : Lines.to(events, hide));
  }
  return sinks;
}
