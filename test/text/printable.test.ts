import fc from 'fast-check';
import { cut, cutLines } from '../../lib/text/cut';
import { printable, printableLines } from '../../lib/text/printable';

test.each([
  ['\u001b[2J', '\\u001b[2J'],
  ['a\nb\rc\td', 'a\\nb\\rc\\td'],
  ['\u0085\u2028\u2029', '\\u0085\\u2028\\u2029'],
  ['\u202eabc\u2066', '\\u202eabc\\u2066'],
  ['\ud800x', '\\ud800x'],
  ['\u{e0041}', '\\u{e0041}'],
  ['::error file=a::b', '\\u003a:error file=a::b'],
  ['  ::error::', '  \\u003a:error::'],
  ['##vso[task.setvariable]x', '\\u0023#vso[task.setvariable]x'],
  ['a ##[error]b', 'a \\u0023#[error]b'],
  ['##teamcity[x]', '\\u0023#teamcity[x]'],
])('shows %j as %s', (text, shown) => {
  expect(printable(text)).toBe(shown);
});

test.each(['plain', 'größer 火花 👩‍🚀', 'a::b', '# heading ##', '## [link]'])('leaves %s as it is', (text) => {
  expect(printable(text)).toBe(text);
});

test('keeps the lines of a text, and takes their power away', () => {
  expect(printableLines('a\n::error::x\n\tb\r\n##[group]')).toBe(
    'a\n\\u003a:error::x\n\tb\\r\n\\u0023#[group]',
  );
});

test('what is shown needs no more escaping', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(printable(printable(text))).toBe(printable(text));
      expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029]|^\s*::|##\[/u);
    }),
  );
});

test('cuts what is too long, and says how much', () => {
  expect(cut('abc', 3)).toBe('abc');
  expect(cut('abcd', 3)).toBe('abc … (1 more characters)');
  expect(cut('a👩b', 2)).toBe('a … (3 more characters)');
});

test('keeps the last lines', () => {
  expect(cutLines('a\nb\nc', 3, 10)).toBe('a\nb\nc');
  expect(cutLines('a\nb\nc', 2, 10)).toBe('(1 lines before)\nb\nc');
  expect(cutLines('a\nbbbb\n', 2, 3)).toBe('(1 lines before)\nbbb … (1 more characters)\n');
});
