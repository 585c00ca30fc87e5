import { randomBytes } from 'node:crypto';
import { Nessie, type NessieRef } from '../src/nessie';
import { FakeNessie, NESSIE_TOKEN } from './fake/nessie';
import { pace } from './fixtures';

/** NESSIE_URL makes the same tests ask a real server, in branches of their own. */
const REAL = process.env.NESSIE_URL;
const NOTE = { message: 'm', properties: { run_id: 'r1', application: 'a-r1' } };
let server: FakeNessie;
let nessie: Nessie;
let prefix: string;

beforeEach(async () => {
  server = await new FakeNessie().start();
  nessie = new Nessie(REAL === undefined ? server.props : { endpoint: REAL }, pace());
  prefix = `t${randomBytes(4).toString('hex')}-`;
});
afterEach(() => server.stop());

async function refOf(name: string): Promise<NessieRef> {
  return { name, hash: (await nessie.head(name))! };
}

/** A branch of this test. */
async function branch(name: string, from = 'main'): Promise<string> {
  expect(await nessie.createBranch(`${prefix}${name}`, await refOf(from))).toBe('created');
  return `${prefix}${name}`;
}

/** Commits a table as a job does. */
async function write(name: string, key: string, content: string): Promise<void> {
  if (REAL === undefined) {
    server.write(name, `${prefix}${key}`, content);
    return;
  }
  const { hash } = await refOf(name);
  const at = `${REAL}/api/v2/trees/${name}`;
  const elements = [`${prefix}${key}`];
  const before: any = await (await fetch(`${at}/contents/${elements[0]}`)).json();
  const answer = await fetch(`${at}%40${hash}/history/commit`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      commitMeta: { message: 'job' },
      operations: [
        {
          type: 'PUT',
          key: { elements },
          content: {
            type: 'ICEBERG_TABLE',
            ...(before.content && { id: before.content.id }),
            metadataLocation: `s3://lake/${content}`,
            ...{ snapshotId: 1, schemaId: 1, specId: 1, sortOrderId: 1 },
          },
        },
      ],
    }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe('Nessie', () => {
  it('makes a branch once, and deletes it at the commit that was seen', async () => {
    const name = await branch('run');
    const seen = await refOf(name);
    expect(await nessie.createBranch(name, await refOf('main'))).toBe('exists');
    await write(name, 't', 'rows');
    expect(await nessie.deleteBranch(seen)).toBe('moved');
    const moved = await refOf(name);
    expect(await nessie.deleteBranch(moved)).toBe('deleted');
    expect(await nessie.deleteBranch(moved)).toBe('absent');
    expect(await nessie.head(name)).toBeUndefined();
    expect(await all(nessie.history(name, 9))).toEqual([]);
  });

  it('finds branches by the beginning of their names, page by page', async () => {
    const names = Array.from({ length: 120 }, (_, index) => `${prefix}x-${index}`);
    const main = await refOf('main');
    for (const name of names) await nessie.createBranch(name, main);
    const found = await nessie.branches(`${prefix}x-`);
    expect(found.map(({ name }) => name).sort()).toEqual(names.sort());
    for (const ref of found) await nessie.deleteBranch(ref);
    expect(await nessie.branches(prefix)).toEqual([]);
  });

  it('says something on a branch without changing anything, and finds it again', async () => {
    const name = await branch('run');
    const noted = await nessie.note(await refOf(name), NOTE);
    expect(noted).toMatchObject({ name, hash: await nessie.head(name) });
    const [commit, ...more] = await all(nessie.history(name, 9, ['application', 'a-r1']));
    expect(commit).toMatchObject({ hash: noted!.hash, properties: NOTE.properties });
    expect(more).toEqual(expect.not.arrayContaining([expect.objectContaining({ hash: noted!.hash })]));
    expect((await all(nessie.history(name, 1))).map(({ hash }) => hash)).toEqual([noted!.hash]);
    expect(await nessie.merge(noted!, await refOf('main'), NOTE)).toEqual({ kind: 'no-changes' });
  });

  it('merges what it was told, once, in one commit of two parents', async () => {
    const name = await branch('run');
    await nessie.note(await refOf(name), NOTE);
    await write(name, 't', 'rows');
    const checked = await refOf(name);
    await write(name, 'late', 'rows of a driver that nobody waited for');
    const target = await refOf('main');
    const merge = await nessie.merge(checked, target, NOTE);
    expect(merge).toEqual({ kind: 'merged', hash: await nessie.head('main') });
    const [commit] = await all(nessie.history('main', 1));
    expect(commit).toMatchObject({ properties: NOTE.properties, parents: [target.hash, checked.hash] });
    expect(await nessie.merge(checked, target, NOTE)).toEqual({ kind: 'no-changes' });
    expect(await nessie.merge(await refOf(name), target, NOTE)).toMatchObject({ kind: 'merged' });
  });

  it('names the tables of a conflict, which changes nothing', async () => {
    await write('main', 't', 'v0');
    const [one, two] = [await branch('one'), await branch('two')];
    await write(one, 't', 'v1');
    await write(two, 't', 'v2');
    await write(two, 'other', 'v2');
    expect(await nessie.merge(await refOf(one), await refOf('main'), NOTE)).toMatchObject({ kind: 'merged' });
    const before = await nessie.head('main');
    expect(await nessie.merge(await refOf(two), await refOf('main'), NOTE)).toEqual({
      kind: 'conflict',
      keys: [`${prefix}t`],
    });
    expect(await nessie.head('main')).toBe(before);
  });

  it('tells a branch that is gone from one that is not related', async () => {
    const gone = { name: `${prefix}gone`, hash: (await refOf('main')).hash };
    expect(await nessie.merge(gone, await refOf('main'), NOTE)).toMatchObject({ kind: 'absent' });
    expect(await nessie.note(gone, NOTE)).toBeUndefined();
  });

  it('knows the branch that stays', async () => {
    expect(await nessie.config()).toMatchObject({ defaultBranch: 'main' });
  });
});

describe('answers that are none', () => {
  const ref = { name: 'main', hash: 'a'.repeat(64) };
  const calls: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['head', () => nessie.head('main')],
    ['branches', () => nessie.branches('x')],
    ['history', () => all(nessie.history('main', 1))],
    ['note', () => nessie.note(ref, NOTE)],
    ['merge', () => nessie.merge(ref, ref, NOTE)],
    ['config', () => nessie.config()],
    ['createBranch', () => nessie.createBranch('x', ref)],
  ];

  beforeEach(() => {
    nessie = new Nessie(server.props, pace());
  });

  it.each(calls)('%s fails on a page of a proxy', async (_, call) => {
    server.fault = () => ({ status: 200, text: '<html>welcome</html>' });
    await expect(call()).rejects.toMatchObject({
      outcome: 'unavailable',
      message: expect.stringMatching(
        /^Nessie answered 200 with what is no .*start it again when it answers$/,
      ),
    });
  });

  it.each(calls.slice(0, 5))('%s fails on a 404 that is not of Nessie', async (_, call) => {
    server.fault = () => ({ status: 404, text: 'not here' });
    await expect(call()).rejects.toMatchObject({ outcome: expect.stringMatching(/unavailable|refused/) });
  });

  it('a conflict that comes as a 200 is one', async () => {
    const details = [
      { key: { elements: ['p', 't'] }, conflict: { conflictType: 'VALUE_DIFFERS' } },
      { key: { elements: ['p', 'u'] } },
    ];
    server.fault = () => ({ status: 200, body: { wasApplied: false, wasSuccessful: false, details } });
    expect(await nessie.merge(ref, ref, NOTE)).toEqual({ kind: 'conflict', keys: ['p.t'] });
  });

  it('fails at once where it is forbidden, also when that comes as a 500', async () => {
    for (const fault of [
      { status: 403, body: { errorCode: 'FORBIDDEN', message: 'x' } },
      { status: 500, body: { message: 'AccessCheckException: not allowed for role job' } },
    ]) {
      server.requests.length = 0;
      server.fault = () => fault;
      await expect(nessie.head('main')).rejects.toMatchObject({
        outcome: 'denied',
        message: expect.stringContaining('give NESSIE_TOKEN the rights for it'),
      });
      expect(server.requests).toHaveLength(1);
    }
  });

  it('fails with a wrong token, which it does not repeat', async () => {
    const wrong = new Nessie({ endpoint: server.url, token: 'canary-wrong' }, pace());
    const refused = wrong.head('main');
    await expect(refused).rejects.toMatchObject({
      outcome: 'denied',
      message: expect.stringContaining('check NESSIE_TOKEN'),
    });
    await expect(refused).rejects.not.toThrow(/canary/);
    expect(NESSIE_TOKEN).toContain('canary');
  });

  it.each([408, 429, 500, 502, 503])('asks again after %i', async (status) => {
    server.fault = (_, index) => (index === 0 ? { status } : undefined);
    expect(await nessie.head('main')).toMatch(/^[0-9a-f]{64}$/);
  });

  it('repeats an unheard merge without merging twice', async () => {
    server.fork('run');
    server.write('run', 't', 'rows');
    server.fault = ({ path }, index) => (path.endsWith('/merge') && index === 2 ? 'unheard' : undefined);
    const [run, main] = [await refOf('run'), await refOf('main')];
    expect(await nessie.merge(run, main, NOTE)).toEqual({ kind: 'no-changes' });
    expect(server.history('main')).toHaveLength(2);
  });

  it.each(['', '..', 'a/b', "x') || true || ('", 'main@x', 'HEAD', 'deadbeef', 'é', 'a b', 'a%2fb'])(
    'sends nothing about the branch %j',
    async (name) => {
      for (const call of [
        () => nessie.head(name),
        () => nessie.createBranch(name, ref),
        () => nessie.createBranch('x', { ...ref, name }),
        () => nessie.deleteBranch({ ...ref, name }),
        () => nessie.branches(name),
        () => all(nessie.history(name, 1)),
        () => all(nessie.history('main', 1, ['application', name])),
        () => nessie.note({ ...ref, name }, NOTE),
        () => nessie.merge({ ...ref, name }, ref, NOTE),
        () => nessie.merge(ref, { ...ref, name }, NOTE),
      ]) {
        await expect(call()).rejects.toMatchObject({ outcome: 'refused' });
      }
      expect(server.requests).toEqual([]);
    },
  );

  it('fails on a commit that is none, before it becomes a part of an address', async () => {
    await expect(nessie.deleteBranch({ name: 'x', hash: '../main' })).rejects.toMatchObject({
      outcome: 'unavailable',
    });
    expect(server.requests).toEqual([]);
  });

  it('fails on more branches than anybody has', async () => {
    const references = Array.from({ length: 100 }, () => ({ type: 'BRANCH', name: 'x-1', hash: ref.hash }));
    server.fault = () => ({ status: 200, body: { references, token: 't' } });
    await expect(nessie.branches('x-')).rejects.toThrow(
      'Nessie has more than 1000 branches whose names begin with x-',
    );
    expect(server.requests).toHaveLength(10);
  });
});
