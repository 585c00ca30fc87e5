import fc from 'fast-check';
import { credentialForm } from '../../lib/text/credential-forms';
import { HIDDEN, redact, redactor } from '../../lib/text/redact';
import { isSecretName } from '../../lib/text/secret-names';

const CANARY = 'canary-4711';

describe('hides', () => {
  const jwt = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl`;
  test.each([
    ['--conf spark.hadoop.fs.s3a.secret.key=canary-4711 job.py', 'job.py'],
    ['DB_PASSWORD=canary-4711', 'DB_PASSWORD='],
    ['password: canary-4711', 'password: '],
    ['--password canary-4711 --date x', '--date x'],
    ['["--password", "canary-4711", "--date"]', '"--date"'],
    ['  - --password\n  - canary-4711\n  - --date', '--date'],
    ['  - --token=canary-4711', '--token='],
    ['{"password":"canary-4711 with blank","user":"a"}', '"user":"a"'],
    ['{"password":"quote \\" canary-4711","user":"a"}', '"user":"a"'],
    ['{"a":"{\\"password\\":\\"x \\\\\\" canary-4711\\"}","user":"a"}', '"user":"a"'],
    ["password: 'it''s canary-4711'", 'password: '],
    ['password="canary-4711 is not closed', 'password='],
    ['{"name":"DB_PASSWORD","value":"canary-4711"}', 'DB_PASSWORD'],
    ['- name: DB_PASSWORD\n  value: canary-4711\n', 'DB_PASSWORD'],
    ['password: {value: canary-4711, other: 1}', 'other: 1'],
    ['password: |\n  first canary-4711\n  second canary-4711\nother: 1', 'other: 1'],
    ['password: !!str canary-4711', '!!str'],
    ['password: &anchor canary-4711', '&anchor'],
    ['passwords: [canary-4711, canary-4711]', 'passwords'],
    ['accessKey=canary-4711', 'accessKey='],
    ['a?token=canary-4711&user=a', '&user=a'],
    ['a%3Ftoken%3Dcanary-4711', 'token'],
    ['jdbc:x;password=canary-4711;ssl=true', 'jdbc:x'],
    ['https://user:canary-4711@host/path', 'https://(hidden)@host/path'],
    ['https://canary-4711@host/path', '@host/path'],
    ['https://user:can/ary-4711@host/path', 'host/path'],
    ['https://user:c@nary-4711@host/path', 'host/path'],
    ['http://a:canary-4711@x,http://b:canary-4711@y', '@y'],
    ['key AKIACANARY0123456789 used', 'used'],
    ['access_key%3DAKIACANARY0123456789', 'access_key'],
    [`token is ${jwt} here`, 'here'],
    [`x_${jwt}`, 'x_'],
    ['Authorization: Basic Y2FuYXJ5OmNhbmFyeQ==', 'Authorization: '],
    ['authorization: AWS4-HMAC-SHA256 Credential="canary-4711", Signature="canary-4711"', 'authorization: '],
    ["curl -H 'Authorization: Bearer canary-4711 x' http://host", 'http://host'],
    ['sent Bearer canary-4711.x', 'sent Bearer'],
    ['-----BEGIN RSA PRIVATE KEY-----\ncanary-4711\n-----END RSA PRIVATE KEY-----\nafter', 'after'],
    ['before -----BEGIN PRIVATE KEY-----\ncanary-4711', 'before'],
    ['ghp_canary0123456789012345678901234567890', ''],
  ])('the credential in %s', (text, rest) => {
    const shown = redact(text);
    expect(shown).toContain(HIDDEN);
    expect(shown).toContain(rest);
    expect(shown).not.toMatch(/canary|c@nary|ary-4711|Y2FuYXJ5|eyJ/i);
  });
});

test.each([
  'valueFrom: {secretKeyRef: {name: store, key: secret-key}}',
  'secretName: store',
  'spark.hadoop.fs.s3a.secret.key: ${env.AWS_SECRET_ACCESS_KEY}',
  'PASSWORD=$(DB_PASSWORD)',
  'automountServiceAccountToken: false',
  'the password is missing',
  'token:\n  name: x',
  'git@github.com:a/b',
  'abfss://container@account.dfs.core.windows.net/path',
  'http://host:8080/@scope/x',
  's3a://bucket/path?versionId=1',
  'PWD=/home/spark',
  'secrets: [{name: store, path: /x, secretType: Generic}]',
])('shows %s', (text) => {
  expect(redact(text)).toBe(text);
});

test.each([
  ['an access key of AWS', 'AKIACANARY0123456789'],
  ['a password inside a URL', 'jdbc:postgresql://user:x@host'],
  ['a password inside a URL', 'jdbc:mysql://host?user=a&password=x'],
  ['a private key', '-----BEGIN PRIVATE KEY-----'],
  ['a password inside JSON', '{"password": "x"}'],
])('sees %s in %s', (what, text) => {
  expect(credentialForm(text)).toBe(what);
});

test.each(['https://host/path', 'a@b', 'https://${USER}:${PASSWORD}@host', 'key=value'])(
  'sees no credential in %s',
  (text) => {
    expect(credentialForm(text)).toBeUndefined();
  },
);

test('tells names of secrets from names of references', () => {
  const secret = [
    'password',
    'DB_PASS',
    'fs.s3a.secret.key',
    'apiKey',
    'api_key',
    'fs.azure.account.key.x.y',
  ];
  const other = [
    'secretName',
    'secretKeyRef',
    'token.url',
    'PWD',
    'partition-key',
    'author',
    'oauth2-server-uri',
    'cdk8s-spark-operator/acknowledged-plaintext-credential',
  ];
  expect(secret.filter((name) => !isSecretName(name))).toEqual([]);
  expect(other.filter(isSecretName)).toEqual([]);
});

describe('known secrets', () => {
  const shown = (secret: string, text: string): string => redactor([secret])(text);

  const written: [string, (secret: string) => string][] = [
    ['plain', (secret: string) => secret],
    ['in JSON', (secret: string) => JSON.stringify({ a: secret })],
    ['in JSON in JSON', (secret: string) => JSON.stringify(JSON.stringify({ a: secret }))],
    ['in a URL', (secret: string) => `x?y=${encodeURIComponent(secret)}`],
    ['in a form', (secret: string) => new URLSearchParams({ x: secret }).toString().slice(2)],
    ...[0, 1, 2, 3, 4].map((length): [string, (secret: string) => string] => [
      `in base64 behind ${length} bytes`,
      (secret: string) => Buffer.from(`${'x'.repeat(length)}${secret}:`).toString('base64'),
    ]),
  ];
  test.each(written)('%s', (_, write) => {
    for (const secret of ['canary"\\4711', 'canary 4711/+', 'canary\n4711-second']) {
      const text = write(secret);
      const rest = shown(secret, text);
      expect(rest).toContain(HIDDEN);
      const whole = rest + Buffer.from(rest.replace(HIDDEN, ''), 'base64').toString('latin1');
      expect(whole).not.toMatch(/canary|4711/);
    }
  });

  test('a part of a long one', () => {
    const secret = `canary-${'0123456789'.repeat(20)}`;
    expect(shown(secret, `begin ${secret.slice(20, 90)}... end`)).toBe('begin (hidden)... end');
  });

  test('of three characters stay', () => {
    expect(shown('abc', 'abcd abc')).toBe('abcd abc');
    expect(shown('abcd', 'abcd abc')).toBe('(hidden) abc');
  });
});

describe('laws', () => {
  const outside = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(
        fc.constantFrom(
          'password',
          '=',
          ': ',
          '"',
          "'",
          '\\',
          '://',
          '@',
          'eyJ',
          '.',
          ' ',
          '\n',
          '{',
          '[',
          HIDDEN,
          '--token',
          'a',
        ),
      )
      .map((parts) => parts.join('')),
  );

  test('nothing is hidden before an @ without a user', () => {
    expect(redact('://@password://')).toBe('://@password:(hidden)');
    expect(redact('://@password:(hidden)')).toBe('://@password:(hidden)');
  });

  test('what is hidden makes no form of what stands beside it', () => {
    expect(redact('x://password@password://')).toBe('x://(hidden)@password:(hidden)');
  });

  test('a text that was redacted stays as it is', () => {
    fc.assert(
      fc.property(outside, (text) => {
        expect(redact(redact(text))).toBe(redact(text));
      }),
    );
  });

  test('no known secret is left, wherever it stands', () => {
    const secret = fc
      .string({ minLength: 6, unit: 'grapheme-ascii' })
      .filter((text) => !HIDDEN.includes(text.trim()));
    fc.assert(
      fc.property(outside, secret, outside, (before, value, after) => {
        const known = `#${value}#`;
        expect(redactor([known])(before + known + after)).not.toContain(known);
      }),
    );
  });

  test('nothing behind the name of a secret is left, however it is quoted', () => {
    const quoted = fc.constantFrom(
      (value: string) => JSON.stringify({ password: value }),
      (value: string) => JSON.stringify({ a: JSON.stringify({ password: value }) }),
      (value: string) => JSON.stringify({ a: JSON.stringify({ b: JSON.stringify({ password: value }) }) }),
      (value: string) => `password: '${value.replaceAll("'", "''")}'`,
      (value: string) => `--password=${value.replaceAll(/[\s"',;)}\]&\\]/g, '')}`,
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), quoted, (noise, write) => {
        expect(redact(write(`x${noise}${CANARY}`))).not.toContain('4711');
      }),
    );
  });
});
