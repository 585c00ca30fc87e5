import type { ServerClock } from '../clock';

/** A step of a run, by its word in the events. */
export type Step =
  | 'started'
  | 'branch'
  | 'submitted'
  | 'continued'
  | 'state'
  | 'promoted'
  | 'suspended'
  | 'resumed'
  | 'discarded'
  | 'ended';

/** What is known of a step. */
export type Details = Readonly<Record<string, unknown>>;

/** A step, when it was and what is known of it. */
export interface Event extends Details {
  readonly event: Step;
  /** RFC 3339. */
  readonly time: string;
  /** Whose clock that is: that of the API server, as soon as it has answered. */
  readonly clock: 'server' | 'runner';
}

/** What takes events. It ends no run. */
export interface Sink {
  take(event: Event): void;
  /** Waits, for a bounded time, until everything is where it goes. */
  close(): Promise<void>;
}

/** Tells the steps of what goes on to whoever listens. */
export class Events {
  private sinks: readonly Sink[] = [];

  /**
   * @param clock the time of events that no object tells
   * @param root where the events of a run go to
   * @param common what every event has
   */
  public constructor(
    private readonly clock: ServerClock,
    private readonly root?: Events,
    private readonly common: Details = {},
  ) {}

  /** Whoever listens from now on. */
  public listen(sinks: readonly Sink[]): void {
    this.sinks = sinks;
  }

  /** The events of a part of what goes on, which have this in common. */
  public of(common: Details): Events {
    return new Events(this.clock, this.root ?? this, { ...this.common, ...common });
  }

  /** @param time what an object of the cluster says of it */
  public tell(event: Step, details: Details = {}, time?: string | null): void {
    const { sinks } = this.root ?? this;
    if (sinks.length === 0) return;
    const told = { event, ...this.when(time), ...this.common, ...details };
    for (const sink of sinks) sink.take(told);
  }

  public async close(): Promise<void> {
    await Promise.all(this.sinks.map((sink) => sink.close()));
  }

  private when(time: string | null | undefined): Pick<Event, 'time' | 'clock'> {
    const at = Date.parse(time ?? '');
    if (!Number.isNaN(at)) return { time: new Date(at).toISOString(), clock: 'server' };
    return this.clock.isSet
      ? { time: new Date(this.clock.now()).toISOString(), clock: 'server' }
      : { time: new Date().toISOString(), clock: 'runner' };
  }
}

/** What the options or the result of a command say of it that an event tells too. */
export function toldOf(given: object): Details {
  const all = given as Details;
  return Object.fromEntries(TOLD.flatMap((key) => (all[key] === undefined ? [] : [[key, all[key]]])));
}

const TOLD = [
  ...['job', 'runId', 'application', 'uid', 'namespace', 'repository', 'branch', 'target', 'commit'],
  ...['outcome', 'message', 'state', 'seconds', 'counts'],
];
