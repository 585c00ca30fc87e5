import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { main } from '../../src/command';
import { application, pace } from '../fixtures';
import { ReadyCluster } from './world';

const world = ReadyCluster.forEachTest();

describe('preflight of files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const named = (name: string, namespace = 'data'): object => {
    const { metadata, ...rest } = application();
    return { ...rest, metadata: { ...metadata, name, namespace } };
  };
  const file = (name: string, ...objects: object[]): string => {
    const path = join(folder, name);
    writeFileSync(path, objects.map((object) => stringify(object)).join('---\n'));
    return path;
  };
  async function spark(...args: string[]): Promise<{ code: number; result: Record<string, any> }> {
    let out = '';
    const code = await main(['node', 'spark-runner', 'preflight', ...args], {
      env: {},
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (world.output += text) },
      signal: new AbortController().signal,
      connect: () => Promise.resolve(world.cluster.connection()),
      pace: pace({ patienceMs: 500 }),
    });
    world.output += out;
    return { code, result: JSON.parse(out.trim().split('\n').at(-1)!) as Record<string, any> };
  }

  it('looks at each application as it stands, in its namespace', async () => {
    const files = [
      file('a.yaml', { kind: 'Namespace' }, named('etl'), named('report', 'elsewhere')),
      file('b.yaml', named('orders')),
    ];
    const { code, result } = await spark(...files);
    expect(code).toBe(14);
    expect(result.applications.map(({ job, namespace }: any) => [job, namespace])).toEqual([
      ['etl', 'data'],
      ['report', 'elsewhere'],
      ['orders', 'data'],
    ]);
    const wrongs = result.applications.map(({ checks }: any) =>
      checks.filter(({ verdict }: any) => verdict === 'wrong').map(({ id }: any) => id),
    );
    expect(wrongs[0]).toEqual(wrongs[2]);
    expect(wrongs[0]).not.toContain('namespace');
    expect(wrongs[1]).toContain('namespace');
    const all = result.applications.flatMap(({ checks }: any) => checks);
    expect(all.map(({ id }: any) => id)).not.toContain('isolation');
    expect(Object.values<number>(result.counts).reduce((sum, count) => sum + count)).toBe(all.length);
    const posts = world.cluster.requests.filter((request) => !request.startsWith('GET'));
    expect(posts.every((post) => /reviews?$|sparkapplications$/.test(post))).toBe(true);
    expect(world.cluster.trials).toEqual(['All Strict', 'All Strict', 'All Strict']);
  });

  it.each<[string, () => string[], string]>([
    [
      'no application',
      () => [file('n.yaml', { kind: 'Pod' })],
      'the files hold 0 SparkApplications; give files with 1 up to 100',
    ],
    [
      'too many',
      () => [file('m.yaml', ...Array.from({ length: 101 }, (_, index) => named(`etl-${index}`)))],
      'the files hold 101 SparkApplications; give files with 1 up to 100',
    ],
    ['a file that is not there', () => [join(folder, 'absent')], 'absent cannot be read: ENOENT'],
    [
      'a template beside',
      () => [file('t.yaml', named('etl')), '--template-config-map', 'x'],
      'give files, or a template with its parameters; files are looked at as they stand',
    ],
    [
      'parameters beside',
      () => [file('p.yaml', named('etl')), '--set', 'a=1'],
      'give files, or a template with',
    ],
    ['neither', () => [], 'give either --template or --template-config-map'],
  ])('fails on %s', async (_, args, message) => {
    const { code, result } = await spark(...args());
    expect({ code, message: result.message }).toEqual({ code: 2, message: expect.stringContaining(message) });
  });
});
