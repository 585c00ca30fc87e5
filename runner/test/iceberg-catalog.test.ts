import { IcebergCatalog } from '../src/iceberg/catalog';
import { loginOf, OAuth2Login } from '../src/iceberg/login';
import { mainOf, making, ownBranches, promoting } from '../src/iceberg/ownership';
import { FakeIceberg, FakeIssuer, ICEBERG_TOKEN } from './fake/iceberg';
import type { Fault } from './fake/server';
import { pace } from './fixtures';

const NAME = 'a-r1-12345678';
const RUN = { job: 'a', name: 'a-r1', id: 'r1' };
let server: FakeIceberg;
let catalog: IcebergCatalog;

beforeEach(async () => {
  server = await new FakeIceberg().start();
  catalog = new IcebergCatalog(server.props, pace({ patienceMs: 300 }));
});
afterEach(() => server.stop());

const always = (fault: Fault, at = 0): void => {
  server.fault = (_, index) => (index >= at ? fault : undefined);
};
const calls: Record<string, () => Promise<unknown>> = {
  config: () => catalog.hasTransactions(),
  table: () => catalog.table('p.a'),
  commit: async () => {
    server.fault = () => undefined;
    const table = (await catalog.table('p.a'))!;
    return catalog.commit([making(table, NAME, RUN)]);
  },
};

describe('tables', () => {
  it('are read with all digits of their snapshots', async () => {
    const table = (await catalog.table('p.a'))!;
    expect(mainOf(table)).toBe(server.tables.get('p.a')!.refs.get('main')!.snapshot);
    expect(mainOf(table)).toMatch(/^57489265923659280\d\d$/);
    expect(table.properties).toEqual({ 'write.wap.enabled': 'true' });
    expect(server.requests).toEqual(['GET /v1/config', 'GET /v1/ws/lake/namespaces/p/tables/a']);
  });

  it('may be in namespaces of several parts', async () => {
    server.make('one.two.t');
    expect(await catalog.table('one.two.t')).toMatchObject({ name: 'one.two.t' });
    expect(server.requests.at(-1)).toBe('GET /v1/ws/lake/namespaces/one%1Ftwo/tables/t');
  });

  it('may be empty, or not be there', async () => {
    server.make('p.empty', null);
    expect(mainOf((await catalog.table('p.empty'))!)).toBeUndefined();
    expect(await catalog.table('p.none')).toBeUndefined();
  });
});

describe('changes', () => {
  it('happen once, and are stale when they come again', async () => {
    const table = (await catalog.table('p.a'))!;
    const change = making(table, NAME, RUN);
    expect(await catalog.commit([change])).toBe('done');
    expect(server.branchesOf('p.a')).toEqual([NAME]);
    expect(await catalog.commit([change])).toBe('stale');
  });

  it('of several tables happen to all of them or to none', async () => {
    const [a, b] = [(await catalog.table('p.a'))!, (await catalog.table('p.b'))!];
    server.write('main', 'p.b', 'new');
    expect(await catalog.commit([making(a, NAME, RUN), making(b, NAME, RUN)])).toBe('stale');
    expect(server.branchesOf('p.a')).toEqual([]);
  });

  it('of a table that was dropped or made anew are stale', async () => {
    const table = (await catalog.table('p.a'))!;
    server.make('p.a');
    expect(await catalog.commit([making(table, NAME, RUN)])).toBe('stale');
    server.tables.delete('p.a');
    expect(await catalog.commit([making(table, NAME, RUN)])).toBe('stale');
  });

  it('keep what main keeps, and move it to what was seen', async () => {
    const { refs } = server.tables.get('p.a')!;
    refs.set('main', { ...refs.get('main')!, more: { 'max-ref-age-ms': 9, 'min-snapshots-to-keep': 3 } });
    await catalog.commit([making((await catalog.table('p.a'))!, NAME, RUN)]);
    server.write(NAME, 'p.a', 'rows');
    const [own] = ownBranches((await catalog.table('p.a'))!, RUN);
    server.write(NAME, 'p.a', 'late');
    expect(await catalog.commit([promoting(own!, true)])).toBe('stale');
    const [again] = ownBranches((await catalog.table('p.a'))!, RUN);
    expect(await catalog.commit([promoting(again!, true)])).toBe('done');
    expect(server.read('p.a')).toEqual(['old', 'rows', 'late']);
    expect(refs.get('main')!.more).toEqual({
      'max-ref-age-ms': expect.anything(),
      'min-snapshots-to-keep': expect.anything(),
    });
    expect(server.branchesOf('p.a')).toEqual([]);
  });

  it('are repeated when they are not heard, and then stale', async () => {
    const table = (await catalog.table('p.a'))!;
    let faults = 0;
    server.fault = () => (faults++ === 0 ? 'unheard' : undefined);
    expect(await catalog.commit([making(table, NAME, RUN)])).toBe('stale');
    expect(server.branchesOf('p.a')).toEqual([NAME]);
  });

  it('are one table only where the catalog has no transactions', async () => {
    server.hasTransactions = false;
    expect(await catalog.hasTransactions()).toBe(false);
    expect(await catalog.commit([making((await catalog.table('p.a'))!, NAME, RUN)])).toBe('done');
    expect(server.requests.at(-1)).toBe('POST /v1/ws/lake/namespaces/p/tables/a');
    expect(await catalog.commit([])).toBe('done');
  });
});

describe('promotions that a table remembers', () => {
  it('are the latest hundred', async () => {
    for (let run = 0; run < 103; run++) {
      const own = { job: 'a', name: `a-r${run}`, id: `r${run}` };
      await catalog.commit([making((await catalog.table('p.a'))!, `${own.name}-12345678`, own)]);
      server.write(`${own.name}-12345678`, 'p.a', String(run));
      const [branch] = ownBranches((await catalog.table('p.a'))!, own);
      expect(await catalog.commit([promoting(branch!, true)])).toBe('done');
    }
    const kept = [...server.tables.get('p.a')!.properties.keys()].filter((key) =>
      key.startsWith('spark-run.'),
    );
    expect(kept).toHaveLength(100);
    expect(kept).toContain('spark-run.a-r102-12345678');
    expect(kept).toContain('spark-run.a-r3-12345678');
    expect(kept).not.toContain('spark-run.a-r2-12345678');
  });
});

describe('answers that are none', () => {
  it.each(Object.keys(calls))('%s fails on a page of a proxy', async (name) => {
    const text = '<html>canary</html>';
    if (name === 'commit') {
      const table = (await catalog.table('p.a'))!;
      always({ status: 409, text });
      await expect(catalog.commit([making(table, NAME, RUN)])).rejects.toMatchObject({
        outcome: 'unavailable',
      });
      return;
    }
    always({ status: 200, text });
    await expect(calls[name]!()).rejects.toMatchObject({
      outcome: 'unavailable',
      message: expect.stringMatching(
        /^the Iceberg catalog answered 200 with what is no (configuration|table): <html>/,
      ),
    });
  });

  it.each([
    { 'table-uuid': 1, 'last-updated-ms': 1 },
    { 'table-uuid': 'x' },
    { 'table-uuid': 'x', 'last-updated-ms': 1, refs: { main: { type: 'branch' } } },
    {
      'table-uuid': 'x',
      'last-updated-ms': 1,
      refs: { main: { type: 'branch', 'snapshot-id': 'no number' } },
    },
    { 'table-uuid': 'x', 'last-updated-ms': 1, properties: { a: 1 } },
  ])('fails on a table such as %j', async (metadata) => {
    server.fault = (_, index) => (index === 1 ? { status: 200, body: { metadata } } : undefined);
    await expect(catalog.table('p.a')).rejects.toMatchObject({ outcome: 'unavailable' });
  });

  it('fails on a 404 that is of no table', async () => {
    server.fault = (_, index) =>
      index === 1
        ? { status: 404, body: { error: { message: 'no route', type: 'NotFoundException', code: 404 } } }
        : undefined;
    await expect(catalog.table('p.a')).rejects.toMatchObject({
      outcome: 'refused',
      message: 'the Iceberg catalog answered 404: no route',
    });
  });

  it.each([
    [404, 'NoSuchTableException', 'stale'],
    [404, 'NoSuchNamespaceException', 'stale'],
    [409, 'CommitFailedException', 'stale'],
    [404, 'NotFoundException', undefined],
    [404, 'NoSuchTableExceptionOfAnother', undefined],
    [404, 'AnotherNoSuchTableException', undefined],
  ])('takes a %d of %s on a change for %s', async (status, type, end) => {
    const table = (await catalog.table('p.a'))!;
    always({ status, body: { error: { message: 'it says so', type, code: status } } });
    const change = catalog.commit([making(table, NAME, RUN)]);
    if (end !== undefined) expect(await change).toBe(end);
    else {
      await expect(change).rejects.toMatchObject({
        outcome: 'refused',
        message: 'the Iceberg catalog answered 404: it says so',
      });
    }
  });

  it.each(['NoSuchTableExceptionOfAnother', 'AnotherNoSuchTableException'])(
    'fails on a 404 of %s in place of a table',
    async (type) => {
      server.fault = (_, index) =>
        index === 1 ? { status: 404, body: { error: { message: 'no', type, code: 404 } } } : undefined;
      await expect(catalog.table('p.a')).rejects.toMatchObject({ outcome: 'refused' });
    },
  );

  it('fails on properties of others that only look like those of a run', async () => {
    const { properties } = server.tables.get('p.a')!;
    for (const [index, value] of [
      '',
      '{',
      '[]',
      '{"job":"a"}',
      '{"job":"a","run_id":1,"schema":0}',
      'null',
    ].entries()) {
      properties.set(`spark-run.a-r1-${index}`, value);
    }
    expect(ownBranches((await catalog.table('p.a'))!, RUN)).toEqual([]);
  });
});

describe('servers', () => {
  it('fails on Nessie, which drops branches of Iceberg', async () => {
    server.overrides = { 'nessie.is-nessie-catalog': 'true' };
    await expect(catalog.table('p.a')).rejects.toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining('release the template with RunIsolation.NESSIE'),
    });
  });

  it('fails where clients are sent to another server, which would get the token', async () => {
    server.overrides = { uri: 'http://elsewhere.example/' };
    await expect(catalog.table('p.a')).rejects.toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining('sends its clients to another server, "http://elsewhere.example/"'),
    });
    server.overrides = { uri: server.url };
    expect(await new IcebergCatalog(server.props, pace()).table('p.a')).toBeDefined();
  });

  it.each(['%', '..', 'a/../b'])('fails on the prefix %s', async (prefix) => {
    server.overrides = { prefix };
    await expect(catalog.table('p.a')).rejects.toMatchObject({
      outcome: expect.stringMatching(/^(unavailable|refused)$/),
    });
    expect(server.requests).toEqual(['GET /v1/config']);
  });

  it.each([
    [401, 'denied', 'check ICEBERG_TOKEN'],
    [403, 'denied', 'give ICEBERG_TOKEN the rights for it'],
    [400, 'refused', 'answered 400'],
  ])('fails at once on %d', async (status, outcome, message) => {
    always({ status, body: { error: { message: 'no', type: 'X', code: status } } });
    await expect(catalog.table('p.a')).rejects.toMatchObject({
      outcome,
      message: expect.stringContaining(message),
    });
    expect(server.requests).toHaveLength(1);
  });

  it.each([408, 429, 500, 502, 503, 504])('asks again after %d', async (status) => {
    server.fault = (_, index) => (index < 2 ? { status } : undefined);
    expect(await catalog.table('p.a')).toBeDefined();
  });

  it('fails when it does not answer in time', async () => {
    always({ status: 503 });
    await expect(catalog.table('p.a')).rejects.toMatchObject({ outcome: 'unavailable' });
  });
});

describe('a login', () => {
  const client = (tokenUrl: string): OAuth2Login =>
    new OAuth2Login({ id: 'runner', secret: 'canary-secret', tokenUrl, scope: 'PRINCIPAL_ROLE:ALL' });

  it('gets a token once, and a new one when it ended on the way', async () => {
    const issuer = await new FakeIssuer(['stale-token', ICEBERG_TOKEN]).start();
    catalog = new IcebergCatalog({ endpoint: server.url, login: client(`${issuer.url}/token`) }, pace());
    expect(await catalog.table('p.a')).toBeDefined();
    expect(await catalog.table('p.b')).toBeDefined();
    expect(issuer.forms).toHaveLength(2);
    expect(Object.fromEntries(new URLSearchParams(issuer.forms[0]))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'runner',
      client_secret: 'canary-secret',
      scope: 'PRINCIPAL_ROLE:ALL',
    });
    await issuer.stop();
  });

  it.each([
    [{ status: 401, body: { error: 'invalid_client' } }, 'denied', 'issued no token: 401'],
    [{ status: 200, text: 'canary-token' }, 'unavailable', 'answered with what is no token'],
    [{ status: 200, body: { access_token: 'a\nb' } }, 'unavailable', 'answered with what is no token'],
  ] as const)('fails on %j', async (fault, outcome, message) => {
    const issuer = await new FakeIssuer([]).start();
    issuer.fault = () => fault;
    catalog = new IcebergCatalog({ endpoint: server.url, login: client(issuer.url) }, pace());
    const failed = expect(catalog.table('p.a')).rejects;
    await failed.toMatchObject({ outcome, message: expect.stringContaining(message) });
    await issuer.stop();
  });

  it('is what the environment says', async () => {
    const headers = (env: Record<string, string>): Promise<Record<string, string>> =>
      loginOf(env).headers(pace());
    expect(await headers({})).toEqual({});
    expect(await headers({ ICEBERG_TOKEN: 't' })).toEqual({ authorization: 'Bearer t' });
    expect(await headers({ ICEBERG_USERNAME: 'u', ICEBERG_PASSWORD: 'p' })).toEqual({
      authorization: 'Basic dTpw',
    });
    expect(() => loginOf({ ICEBERG_CLIENT_ID: 'x' })).toThrow(
      'not set in the environment: ICEBERG_CLIENT_SECRET, ICEBERG_TOKEN_URL',
    );
    expect(() => loginOf({ ICEBERG_CLIENT_SECRET: 'x', ICEBERG_TOKEN_URL: 'http://idp' })).toThrow(
      'not set in the environment: ICEBERG_CLIENT_ID',
    );
    expect(loginOf({}).variables).toBe('ICEBERG_TOKEN or ICEBERG_CLIENT_ID');
    expect(loginOf({}).forget()).toBe(false);
    expect(loginOf({ ICEBERG_USERNAME: 'u' }).variables).toBe('ICEBERG_USERNAME and ICEBERG_PASSWORD');
    const all = { ICEBERG_CLIENT_ID: 'x', ICEBERG_CLIENT_SECRET: 'y', ICEBERG_TOKEN_URL: 'http://idp/token' };
    expect(loginOf(all)).toBeInstanceOf(OAuth2Login);
    expect(loginOf({ ...all, ICEBERG_TOKEN: 't' })).not.toBeInstanceOf(OAuth2Login);
  });

  it.each([
    [{}, 'catalog'],
    [{ ICEBERG_SCOPE: 'other' }, 'other'],
  ])('asks for the scope of %j', async (scope, expected) => {
    const issuer = await new FakeIssuer([ICEBERG_TOKEN]).start();
    const env = {
      ICEBERG_CLIENT_ID: 'x',
      ICEBERG_CLIENT_SECRET: 'y',
      ICEBERG_TOKEN_URL: issuer.url,
      ...scope,
    };
    catalog = new IcebergCatalog({ endpoint: server.url, login: loginOf(env) }, pace());
    expect(await catalog.table('p.a')).toBeDefined();
    expect(new URLSearchParams(issuer.forms[0]).get('scope')).toBe(expected);
    await issuer.stop();
  });
});
