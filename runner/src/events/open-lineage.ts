import { createHash } from 'node:crypto';
import { address } from '../address';
import { messageOf, send } from '../http';
import { DEFAULT_PACE, persist, Unanswered, type Pace } from '../pace';
import type { Event, Sink } from './events';

/** Where lineage is collected. */
export interface OpenLineageProps {
  /** Root of the server. */
  readonly url: string;
  /** Path of its events. */
  readonly path?: string;
  /** Key of its API, sent as a bearer. */
  readonly key?: string;
  /** Namespace of the jobs there; by default that of the cluster. */
  readonly namespace?: string;
}

/** A server that is slow gets no more than this: events that wait, milliseconds at the end. */
const [MOST_WAITING, LAST_MS] = [1000, 10_000];
/** A server that did not take so many in a row is left alone. */
const MOST_FAILURES = 3;

const PRODUCER = 'urn:cdk8s-spark-operator:spark-runner';
const SPEC = 'https://openlineage.io/spec';
const ENDS: Readonly<Record<string, 'COMPLETE' | 'FAIL' | 'ABORT'>> = {
  completed: 'COMPLETE',
  failed: 'FAIL',
  'timed-out': 'ABORT',
  deleted: 'ABORT',
};
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** Tells a server of OpenLineage when the application of a run starts and ends: one run there is one attempt here. */
export class OpenLineage implements Sink {
  /** Run ids of the applications that have started and not ended, by name. */
  private readonly running = new Map<string, string>();
  private readonly over = new AbortController();
  private readonly pace: Pace;
  private readonly url: URL;
  private sending = Promise.resolve();
  private waiting = 0;
  private failures = 0;
  private lost = 0;
  private why = '';

  /**
   * @param hide what takes credentials out of an event
   * @param say where it is told that events were lost
   */
  public constructor(
    private readonly props: OpenLineageProps,
    private readonly hide: (event: Event) => unknown,
    private readonly say: (text: string) => void,
    pace: Omit<Pace, 'signal'> = { ...DEFAULT_PACE, patienceMs: 10_000, callMs: 5_000 },
  ) {
    this.pace = { ...pace, signal: this.over.signal };
    const steps = (props.path ?? 'api/v1/lineage').split('/').filter((step) => step !== '');
    this.url = address(props.url, steps);
  }

  public take(event: Event): void {
    const { application } = event;
    if (typeof application !== 'string') return;
    if (event.event === 'submitted' || event.event === 'continued') {
      this.running.set(application, runIdOf(event));
      this.post('START', event);
    } else if (event.event === 'ended') {
      const type = ENDS[String(event.outcome)];
      if (type !== undefined && this.running.has(application)) this.post(type, event);
      this.running.delete(application);
    }
  }

  public async close(): Promise<void> {
    const late = setTimeout(() => {
      this.over.abort(new Unanswered('there was no more time'));
    }, LAST_MS);
    await this.sending;
    clearTimeout(late);
    if (this.lost > 0) this.say(`note: ${this.lost} events of OpenLineage were not taken: ${this.why}`);
  }

  private post(type: string, event: Event): void {
    if (this.waiting >= MOST_WAITING || this.failures >= MOST_FAILURES) {
      this.lost++;
      return;
    }
    this.waiting++;
    const json = this.runEvent(type, this.hide(event) as Event, this.running.get(String(event.application))!);
    this.sending = this.sending.then(() => this.deliver(json));
  }

  private async deliver(json: object): Promise<void> {
    this.waiting--;
    try {
      if (this.failures >= MOST_FAILURES) throw new Error(this.why);
      const { key } = this.props;
      const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
      const call = { method: 'POST', url: this.url, options: { headers }, json };
      const { status, text } = await persist(this.pace, () => send(this.pace, call));
      if (status < 200 || status > 299) throw new Error(`it answered ${status} ${messageOf(text)}`);
      this.failures = 0;
    } catch (error) {
      this.failures++;
      this.lost++;
      this.why = error instanceof Error ? error.message : String(error);
    }
  }

  private runEvent(eventType: string, event: Event, runId: string): object {
    const { time, job, application, namespace, message } = event as Event & Readonly<Record<string, string>>;
    return {
      eventType,
      eventTime: time,
      producer: PRODUCER,
      schemaURL: `${SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent`,
      run: {
        runId,
        facets:
          eventType === 'FAIL' || eventType === 'ABORT'
            ? {
                errorMessage: {
                  ...facet('1-0-0', 'ErrorMessageRunFacet'),
                  message: message ?? '',
                  programmingLanguage: 'JAVA',
                },
              }
            : {},
      },
      job: {
        namespace: this.props.namespace ?? namespace,
        name: job ?? application,
        facets: {
          jobType: {
            ...facet('2-0-2', 'JobTypeJobFacet'),
            processingType: 'BATCH',
            integration: 'SPARK',
            jobType: 'JOB',
          },
        },
      },
      inputs: [],
      outputs: [],
    };
  }
}

function facet(version: string, name: string): object {
  return {
    _producer: PRODUCER,
    _schemaURL: `${SPEC}/facets/${version}/${name}.json#/$defs/${name}`,
  };
}

/** That of the application in the cluster, which is one for each attempt. */
function runIdOf({ uid, namespace, application }: Event): string {
  const own = String(uid).toLowerCase();
  if (UUID.test(own)) return own;
  const hex = createHash('sha256')
    .update(JSON.stringify([namespace, application, own]))
    .digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
