import { redactValue, secretTexts } from '../../lib/text/redact-value';

const HIDDEN_CASES: [string, unknown, unknown][] = [
  ['a map', { DB_PASSWORD: 'c', USER: 'u' }, { DB_PASSWORD: '(hidden)', USER: 'u' }],
  ['a number', { password: 4711 }, { password: '(hidden)' }],
  [
    'a variable',
    [
      { name: 'DB_PASSWORD', value: 'c' },
      { name: 'USER', value: 'u' },
    ],
    [
      { name: 'DB_PASSWORD', value: '(hidden)' },
      { name: 'USER', value: 'u' },
    ],
  ],
  ['an option', ['--password', 'c', '--date', 'd'], ['--password', '(hidden)', '--date', 'd']],
  ['an option with its value', ['--password=c'], ['--password=(hidden)']],
  [
    'all that is below a name',
    { token: { value: 'c', x: ['c'] } },
    { token: { value: '(hidden)', x: ['(hidden)'] } },
  ],
  ['a form', { a: 'AKIACANARY0123456789' }, { a: '(hidden)' }],
  [
    'no reference',
    { secret: { secretName: 's', items: [{ key: 'k', path: 'p' }] }, password: '${env.X}', token: false },
    { secret: { secretName: 's', items: [{ key: 'k', path: 'p' }] }, password: '${env.X}', token: false },
  ],
  [
    'no reference of a variable',
    { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'a', key: 'b' } } },
    { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'a', key: 'b' } } },
  ],
];
test.each(HIDDEN_CASES)('hides %s', (_, value, shown) => {
  expect(redactValue(value)).toEqual(shown);
});

test('says where secrets stand', () => {
  expect(
    secretTexts({ a: [{ name: 'X_TOKEN', value: 'c' }], b: { password: 'd', c: ['--secret', 'e'] } }),
  ).toEqual([
    { path: ['a', 0, 'value'], text: 'c' },
    { path: ['b', 'password'], text: 'd' },
    { path: ['b', 'c', 1], text: 'e' },
  ]);
});
