import type { ServerResponse } from 'node:http';
import type { Event } from '../src/events/events';
import { OpenLineage, type OpenLineageProps } from '../src/events/open-lineage';
import { FaultyServer, type Request } from './fake/server';
import { pace } from './fixtures';

class Collector extends FaultyServer {
  public readonly taken: Request[] = [];

  protected handle(request: Request, outgoing: ServerResponse): void {
    this.taken.push(request);
    this.json(outgoing, 201, {});
  }
}

const UID = '6f1c1b1e-0f5b-4c6e-9d1e-0123456789ab';
const APPLICATION = { job: 'etl', application: 'etl-r1', namespace: 'data', runId: 'r1' };
const AT = { clock: 'server', time: '2026-01-01T00:00:00.000Z' } as const;
const submitted: Event = { event: 'submitted', ...AT, ...APPLICATION, uid: UID };
const ended = (outcome: string): Event => ({
  event: 'ended',
  ...AT,
  ...APPLICATION,
  outcome,
  message: 'it said so',
});
let server: Collector;
let said: string[];

beforeEach(async () => {
  server = await new Collector().start();
  said = [];
});
afterEach(() => server.stop());

const lineage = (more: Partial<OpenLineageProps> = {}): OpenLineage =>
  new OpenLineage(
    { url: server.url, ...more },
    (event) => event,
    (text) => said.push(text),
    pace({ patienceMs: 300 }),
  );

async function tell(sink: OpenLineage, ...events: Event[]): Promise<unknown[]> {
  for (const event of events) sink.take(event);
  await sink.close();
  return server.taken.map(({ body }) => body);
}

describe('OpenLineage', () => {
  it('is told of the start and the end of an attempt, as its schema says', async () => {
    const [start, end] = await tell(lineage(), submitted, ended('completed'));
    const common = {
      eventTime: '2026-01-01T00:00:00.000Z',
      producer: 'urn:cdk8s-spark-operator:spark-runner',
      schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
      run: { runId: UID, facets: {} },
      job: {
        namespace: 'data',
        name: 'etl',
        facets: {
          jobType: {
            _producer: 'urn:cdk8s-spark-operator:spark-runner',
            _schemaURL:
              'https://openlineage.io/spec/facets/2-0-2/JobTypeJobFacet.json#/$defs/JobTypeJobFacet',
            processingType: 'BATCH',
            integration: 'SPARK',
            jobType: 'JOB',
          },
        },
      },
      inputs: [],
      outputs: [],
    };
    expect(start).toEqual({ eventType: 'START', ...common });
    expect(end).toEqual({ eventType: 'COMPLETE', ...common });
    expect(server.requests).toEqual(['POST /api/v1/lineage', 'POST /api/v1/lineage']);
    expect(server.taken[0]!.headers.authorization).toBeUndefined();
  });

  it.each([
    ['failed', 'FAIL'],
    ['timed-out', 'ABORT'],
    ['deleted', 'ABORT'],
  ])('is told why a run %s', async (outcome, eventType) => {
    const [, end] = await tell(lineage(), submitted, ended(outcome));
    expect(end).toMatchObject({
      eventType,
      run: { facets: { errorMessage: { message: 'it said so', programmingLanguage: 'JAVA' } } },
    });
  });

  it('is told nothing of an end that is none, or of what has not started', async () => {
    expect(await tell(lineage(), ended('completed'), submitted, ended('interrupted'))).toMatchObject([
      { eventType: 'START' },
    ]);
  });

  it('gets a key, a path and a namespace of its own', async () => {
    const more = { key: 'canary-key', path: '/other/events', namespace: 'prod' };
    expect(await tell(lineage(more), submitted)).toMatchObject([{ job: { namespace: 'prod' } }]);
    expect(server.taken[0]!.headers.authorization).toBe('Bearer canary-key');
    expect(server.requests).toEqual(['POST /other/events']);
  });

  it('has a run of its own for each attempt, also where that has no UUID', async () => {
    const first = { ...submitted, uid: 'one' };
    const events = [first, ended('failed'), { ...submitted, uid: 'two' }, first];
    const ids = (await tell(lineage(), ...events)).map((body: any) => body.run.runId as string);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[3]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  it.each([
    UID.toUpperCase(),
    `x${UID}`,
    `${UID}x`,
    UID.replace('6f1c1b1e', '6f1c1b1g'),
    UID.replace('6f1c1b1e', 'f'),
    UID.replace('0f5b-', ''),
    UID.replace('0f5b', '0g5b'),
    UID.replace('0f5b', 'f'),
    UID.replace('0123456789ab', 'g123456789ab'),
    UID.replace('0123456789ab', '0'),
  ])('takes the uid %s as it is only where it is a UUID', async (uid) => {
    const [{ run }] = (await tell(lineage(), { ...submitted, uid })) as [any];
    expect(run.runId === UID).toBe(uid.toLowerCase() === UID);
    expect(run.runId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
  });

  it('is told nothing of other steps, nor of what is no application', async () => {
    const events = ['branch', 'state', 'discarded'].map((event) => ({ ...submitted, event }) as Event);
    const { application, ...nameless } = submitted as Event & { application: string };
    expect(await tell(lineage(), ...events, nameless)).toEqual([]);
    expect(application).toBe('etl-r1');
  });

  it('has the name of the application where no job is known, and no word where there is none', async () => {
    const { job, ...jobless } = { ...submitted } as Event & { job: string };
    const { message, ...silent } = { ...ended('failed') } as Event & { message: string };
    const [start, end] = (await tell(lineage(), jobless, silent)) as [any, any];
    expect(start.job.name).toBe('etl-r1');
    expect(end.run.facets.errorMessage).toEqual({
      _producer: 'urn:cdk8s-spark-operator:spark-runner',
      _schemaURL:
        'https://openlineage.io/spec/facets/1-0-0/ErrorMessageRunFacet.json#/$defs/ErrorMessageRunFacet',
      message: '',
      programmingLanguage: 'JAVA',
    });
    expect([job, message]).toEqual(['etl', 'it said so']);
  });

  it('goes on after two refusals, and counts them anew after an answer', async () => {
    const refusing = [1, 2, 4, 5];
    server.fault = (_, index) => (refusing.includes(index + 1) ? { status: 300 } : undefined);
    await tell(lineage(), ...Array.from({ length: 6 }, () => submitted));
    expect(server.requests).toHaveLength(6);
    expect(said).toEqual([
      expect.stringMatching(/^note: 4 events of OpenLineage were not taken: it answered 300/),
    ]);
  });

  it('loses what comes while a thousand wait', async () => {
    await tell(lineage(), ...Array.from({ length: 1002 }, () => submitted));
    expect(said).toEqual(['note: 2 events of OpenLineage were not taken: ']);
  });

  it('is asked again after a failure, and left alone when it refuses: the run is told so', async () => {
    server.fault = (_, index) => (index === 0 ? { status: 503 } : undefined);
    expect(await tell(lineage(), submitted)).toHaveLength(1);
    expect(said).toEqual([]);
    server.fault = () => ({ status: 401, body: { message: 'no key' } });
    const before = server.requests.length;
    await tell(lineage(), ...Array.from({ length: 10 }, () => submitted));
    expect(server.requests.length - before).toBe(3);
    expect(said).toEqual(['note: 10 events of OpenLineage were not taken: it answered 401 no key']);
  });

  it('holds nothing up when it does not answer', async () => {
    await server.stop();
    const begin = performance.now();
    await tell(lineage(), submitted, ended('completed'));
    expect(performance.now() - begin).toBeLessThan(5000);
    expect(said).toEqual([
      expect.stringMatching(/^note: 2 events of OpenLineage were not taken: POST .* got no answer/),
    ]);
  });

  it('fails on an address that is none', () => {
    expect(() => lineage({ url: 'ftp://x' })).toThrow('is no http or https address');
  });
});
