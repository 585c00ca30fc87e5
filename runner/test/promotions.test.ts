import { LakeFs } from '../src/lakefs';
import { Progress } from '../src/progress';
import { Promotions } from '../src/promotions';
import { FakeLakeFs } from './fake/lakefs';
import { pace } from './fixtures';

const run = (id: string) => ({ job: 'etl', name: `etl-${id}`, runId: id });
let server: FakeLakeFs;
let promotions: Promotions;

beforeEach(async () => {
  server = await new FakeLakeFs().start();
  promotions = new Promotions(new LakeFs(server.props, pace()), new Progress({ write: () => undefined }));
});
afterEach(() => server.stop());

const find = (id: string) => promotions.find('kronodroid', 'main', run(id));
const pages = (): number => server.requests.filter((request) => request.endsWith('/commits')).length;

/** A commit that promotes a run. */
function promote(id: string, more: Record<string, string> = {}): string {
  server.fork(`etl-${id}`);
  server.commitAll(`etl-${id}`);
  return server.mergeAll(`etl-${id}`, 'main', { application: `etl-${id}`, job: 'etl', run_id: id, ...more });
}

it('finds the merge of a run, and none of another run, job or kind', async () => {
  const merged = promote('a');
  promote('b', { run_id: 'other' });
  promote('c', { job: 'other' });
  server.commitAll('main', { application: 'etl-d', job: 'etl', run_id: 'd' });
  expect(await Promise.all(['a', 'b', 'c', 'd'].map(find))).toEqual([
    merged,
    undefined,
    undefined,
    undefined,
  ]);
  expect(await promotions.find('kronodroid', 'main', { job: 'etl', name: 'etl-b' })).toBeDefined();
  expect(await promotions.find('kronodroid', 'absent', run('a'))).toBeUndefined();
});

it('reads each commit of a target once', async () => {
  for (let index = 0; index < 60; index++) promote(`r${index}`);
  await find('r0');
  const first = pages();
  await find('r1');
  await find('absent');
  expect(pages()).toBe(first);
  const merged = promote('new');
  expect(await find('new')).toBe(merged);
  expect(await find('r0')).toBeDefined();
  expect(pages()).toBe(first + 1);
});

it('reads a target anew that was moved elsewhere', async () => {
  const before = server.branches.get('main')!.head;
  promote('a');
  expect(await find('a')).toBeDefined();
  server.branches.get('main')!.head = before;
  const merged = promote('b');
  expect([await find('a'), await find('b')]).toEqual([undefined, merged]);
});
