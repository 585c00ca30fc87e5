import { Kubernetes, type Event, type Pod } from '../src/kubernetes';
import { FakeKubernetes } from './fake/kubernetes';
import type { Request } from './fake/server';
import { application, pace } from './fixtures';

const NAME = 'kronodroid-iceberg';
let server: FakeKubernetes;
let kubernetes: Kubernetes;

beforeEach(async () => {
  server = await new FakeKubernetes().start();
  kubernetes = new Kubernetes(server.connection(), 'data', pace({ patienceMs: 40 }));
});
afterEach(() => server.stop());

const pod = (index: number): Pod => ({ metadata: { name: `pod-${index}` } });

describe('an answer that is none of the API server', () => {
  const answers: [string, { status: number; text: string }][] = [
    ['a page of HTML', { status: 200, text: '<html><body>Sign in</body></html>' }],
    ['null', { status: 200, text: 'null' }],
    ['nothing', { status: 200, text: '' }],
    ['another kind', { status: 200, text: '{"kind":"Status","metadata":{"name":"x"}}' }],
    ['a list', { status: 200, text: '[]' }],
    [
      'another application',
      { status: 200, text: JSON.stringify({ ...application(), metadata: { name: 'x' } }) },
    ],
    [
      'an application with a state that is no text',
      {
        status: 200,
        text: JSON.stringify({ ...application(), status: { applicationState: { state: {} } } }),
      },
    ],
    ['404 of a proxy', { status: 404, text: '<html>no such page</html>' }],
  ];
  const calls: [string, () => Promise<unknown>][] = [
    ['application', () => kubernetes.application(NAME)],
    ['create', () => kubernetes.createApplication(application())],
    ['dry run', () => kubernetes.tryApplication(application())],
    ['delete', () => kubernetes.deleteApplication(application())],
    ['configMap', () => kubernetes.configMap('release')],
    ['pods', () => kubernetes.pods(NAME)],
    ['events', () => kubernetes.events(NAME)],
  ];

  it.each(
    calls.flatMap(([call, make]) => answers.map(([what, answer]) => [call, what, answer, make] as const)),
  )('fails %s, which gets %s', async (call, _, answer, make) => {
    server.fault = () => (call === 'create' || call === 'dry run' ? { ...answer, status: 201 } : answer);
    const end = await make().then(
      () => 'taken',
      (error: unknown) => error,
    );
    // Deleting is answered with a Status, or with what was deleted.
    if (call === 'delete' && answer.text.includes('"kind"')) expect(end).toBe('taken');
    else if (call === 'dry run' && answer.text.includes('"name":"x"') && answer.text.includes('SparkApp'))
      expect(end).toBe('taken');
    else expect(end).toMatchObject({ outcome: expect.stringMatching(/^(unavailable|refused)$/) });
  });

  it('is unavailable after the patience of the runner, and says what came', async () => {
    server.fault = () => ({ status: 200, text: 'null' });
    await expect(kubernetes.application(NAME)).rejects.toMatchObject({
      outcome: 'unavailable',
      message:
        'the API server answered 200 with what is no SparkApplication (it must be object); start it again when it answers',
    });
  });
});

describe('a list', () => {
  it('is read in pages, up to a thousand items', async () => {
    server.pods = Array.from({ length: 1234 }, (_, index) => pod(index));
    const pages: Request[] = [];
    server.fault = (request) => void pages.push(request);
    expect(await kubernetes.pods(NAME)).toEqual(server.pods.slice(0, Kubernetes.LONGEST_LIST));
    expect(pages.map(({ query }) => [query.get('limit'), query.get('continue')])).toEqual(
      Array.from({ length: 10 }, (_, index) => ['100', index === 0 ? null : String(index * 100)]),
    );
  });

  it('that expires between two pages is what was read of it', async () => {
    server.pods = Array.from({ length: 150 }, (_, index) => pod(index));
    server.fault = ({ query }) => (query.has('continue') ? { status: 410 } : undefined);
    expect(await kubernetes.pods(NAME)).toHaveLength(100);
  });

  it('of events holds those of one object only', async () => {
    const of = (name: string): Event => ({ involvedObject: { name }, type: 'Warning', message: name });
    server.events = [of(NAME), of('other'), of(NAME)];
    const selectors: (string | null)[] = [];
    server.fault = ({ query }) => void selectors.push(query.get('fieldSelector'));
    expect(await kubernetes.events(NAME)).toEqual([of(NAME), of(NAME)]);
    expect(selectors).toEqual([`involvedObject.name=${NAME},type!=Normal`]);
  });
});

describe('a log', () => {
  it('is bounded in bytes, and its end is kept', async () => {
    const lines = Array.from({ length: 1000 }, (_, index) => `${index} ${'x'.repeat(5000)}`);
    server.logs.set('driver', `${lines.join('\n')}\n`);
    const read = await kubernetes.logTail('driver', 1000);
    expect(read).toEqual(lines.slice(-100));
    expect(server.requests).toHaveLength(2);
  });

  it('of one endless line is cut', async () => {
    server.logs.set('driver', 'x'.repeat(3_000_000));
    expect((await kubernetes.logTail('driver', 1000)).join('')).toHaveLength(1024 * 1024);
  });

  it('of few lines is read at once', async () => {
    server.logs.set('driver', 'a\nb\n');
    expect(await kubernetes.logTail('driver', 1000)).toEqual(['a', 'b']);
  });
});

test('an answer that never ends is not read to its end', async () => {
  server.fault = () => ({ status: 200, text: 'x'.repeat(17 * 1024 * 1024) });
  const patient = new Kubernetes(server.connection(), 'data', pace({ callMs: 20_000 }));
  await expect(patient.application(NAME)).rejects.toMatchObject({
    outcome: 'unavailable',
    message: expect.stringMatching(/ answered with more than 16777216 bytes$/),
  });
});

test('a watch is read across chunks, and its lines are bounded', async () => {
  server.put(application());
  const watch = kubernetes.watchApplication(NAME, '0', 5000);
  expect((await watch.next()).value).toMatchObject({ metadata: { name: NAME } });
  await watch.return(undefined);
  server.fault = () => ({ status: 200, text: 'x'.repeat(17 * 1024 * 1024) });
  await expect(kubernetes.watchApplication(NAME, '0', 20_000).next()).rejects.toThrow(
    'a line is longer than',
  );
});

test.each(['null', '1', '{"type":"MODIFIED"}', '{"type":"MODIFIED","object":{"kind":"Pod"}}', 'x'])(
  'a watch fails on %s',
  async (line) => {
    server.fault = () => ({ status: 200, text: `${line}\n` });
    await expect(kubernetes.watchApplication(NAME, '0', 5000).next()).rejects.toThrow(/^a watch /);
  },
);
