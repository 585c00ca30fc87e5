import {
  DATA_KEY,
  DNS_LABEL,
  LABEL_KEY,
  LABEL_VALUE,
  OBJECT_NAME,
  PORT_NAME,
  SERVICE_NAME,
} from '../lib/kubernetes-names';

const long = (length: number): string => 'a'.repeat(length);

describe.each([
  ['DNS_LABEL', DNS_LABEL, ['a', '0-9', long(63)], ['', '-a', 'a-', 'a.b', 'A', long(64)]],
  ['SERVICE_NAME', SERVICE_NAME, ['a', 'a-9', long(63)], ['', '9', 'a-', 'a.b', long(64)]],
  ['PORT_NAME', PORT_NAME, ['a', '1a', 'a-1', long(15)], ['', '1', '-a', 'a-', 'a--b', 'A', long(16)]],
  ['OBJECT_NAME', OBJECT_NAME, ['a', '1.b-c', long(253)], ['', 'a..b', 'a.-b', 'a_b', '.a', long(254)]],
  [
    'DATA_KEY',
    DATA_KEY,
    ['a', '.a', '_', 'A.b-c', long(253)],
    ['', '.', '..', '..a', 'a/b', 'a b', long(254)],
  ],
  [
    'LABEL_KEY',
    LABEL_KEY,
    ['a', 'Team', 'a.b_c-d', 'example.com/team', `${long(253)}/a`, long(63)],
    ['', '-a', 'a/', '/a', 'a/b/c', 'A.com/team', `${long(254)}/a`, long(64)],
  ],
  ['LABEL_VALUE', LABEL_VALUE, ['', 'A', 'a_b.c-d', long(63)], ['-a', 'a.', 'a b', long(64)]],
] as const)('%s', (_, form, legal, illegal) => {
  it.each(legal)('accepts %j', (name) => {
    expect(form.accepts(name)).toBe(true);
  });

  it.each(illegal)('refuses %j', (name) => {
    expect(form.accepts(name)).toBe(false);
  });

  it('refuses what is no text', () => {
    for (const value of [undefined, null, 1, ['a'], {}]) expect(form.accepts(value)).toBe(false);
  });
});
