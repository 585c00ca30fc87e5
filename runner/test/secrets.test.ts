import { harmlessJson, Secrets } from '../src/secrets';
import type { Connection } from '../src/kubernetes';

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('secrets', () => {
  it.each([
    ['a password', { DB_PASSWORD: 'canary-1' }, 'canary-1'],
    [
      'the keys of lakeFS together',
      { LAKEFS_ACCESS_KEY_ID: 'id', LAKEFS_SECRET_ACCESS_KEY: 'canary' },
      base64('id:canary'),
    ],
    [
      'user and password of a catalog',
      { ICEBERG_USERNAME: 'me', ICEBERG_PASSWORD: 'canary' },
      base64('me:canary'),
    ],
  ])('are %s', (_, environment, secret) => {
    const shown = new Secrets(environment).hide(`it says ${secret} here`);
    expect(shown).toMatch(/^it says .* here$/);
    expect(shown).not.toContain(secret);
  });

  it('are no other variables, and no short ones', () => {
    const secrets = new Secrets({ MODE: 'cluster', DB_PASSWORD: 'abcde', API_TOKEN: undefined });
    expect(secrets.hide('a cluster of abcde')).toBe('a cluster of abcde');
    expect(new Secrets({ DB_PASSWORD: 'abcdef' }).hide('abcdef')).not.toContain('abcdef');
    const half = new Secrets({ LAKEFS_ACCESS_KEY_ID: 'id', ICEBERG_USERNAME: 'me' });
    expect(half.hide(base64('id:undefined') + base64('me:undefined'))).toContain(base64('id:undefined'));
  });

  it('are hidden in values', () => {
    const secrets = new Secrets({ DB_PASSWORD: 'canary-1' });
    expect(JSON.stringify(secrets.hideIn({ a: ['x canary-1'], b: 1 }))).not.toContain('canary');
  });

  it('are how connections are let in, from then on', async () => {
    const secrets = new Secrets({});
    const headers = { Authorization: 'Bearer canary-2', accept: 'application/json' };
    const connection = { requestOptions: () => Promise.resolve({ headers }) } as unknown as Connection;
    const learned = await secrets.learning(() => Promise.resolve(connection))(undefined);
    expect(secrets.hide('canary-2')).toBe('canary-2');
    expect(await learned.requestOptions()).toEqual({ headers });
    expect(secrets.hide('canary-2')).not.toContain('canary');
    expect(secrets.hide('application/json')).toBe('application/json');
  });

  it.each([
    ['authorization', 'Basic canary', 'canary', true],
    ['AUTHORIZATION', 'canary', 'canary', true],
    ['authorization', 'Bearer short', 'short', false],
    ['x-key', 'canary', 'canary', false],
  ])('are learned from %s: %s', async (name, value, text, isHidden) => {
    const secrets = new Secrets({});
    const connection = {
      requestOptions: () => Promise.resolve({ headers: { [name]: value } }),
    } as unknown as Connection;
    const learned = await secrets.learning(() => Promise.resolve(connection))(undefined);
    for (let times = 0; times < 2; times++) await learned.requestOptions();
    expect(secrets.hide(`it is ${text}.`) === `it is ${text}.`).toBe(!isHidden);
  });

  it('are none where a connection has no headers', async () => {
    const connection = { requestOptions: () => Promise.resolve({}) } as unknown as Connection;
    const learned = await new Secrets({}).learning(() => Promise.resolve(connection))(undefined);
    expect(await learned.requestOptions()).toEqual({});
  });
});

test('JSON does nothing to a terminal, and means the same', () => {
  const value = { text: '\u001b[2J \u2028 \u202e ##vso[task] ##[x] #[' };
  const json = harmlessJson(value);
  expect(json).not.toMatch(/[\u001b\u2028\u202e]|##vso|##\[/);
  expect(json).toContain('#[');
  expect(JSON.parse(json)).toEqual(value);
});
