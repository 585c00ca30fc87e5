import { unifiedDiff } from '../../../lib/check/fix/diff';

const plain = (_: number, text: string): string => text;
const lines = (count: number): string =>
  Array.from({ length: count }, (_, index) => `l${index + 1}\n`).join('');
const edit = (content: string, from: string, text: string) => {
  const start = content.indexOf(from);
  return { start, end: start + from.length, text };
};

test('shows what is near once, and what is far apart for itself', () => {
  const content = lines(30);
  const edits = [edit(content, 'l5', 'five'), edit(content, 'l10', 'ten'), edit(content, 'l25', 'x')];
  const diff = unifiedDiff('a', content, edits, plain);
  expect(diff.match(/^@@.*$/gm)).toEqual(['@@ -2,12 +2,12 @@', '@@ -22,7 +22,7 @@']);
  expect(diff.match(/^[-+](?![-+]).*$/gm)).toEqual(['-l5', '+five', '-l10', '+ten', '-l25', '+x']);
});

test('counts lines that go away, at the ends of a file', () => {
  const content = 'a: "x\n  y"\nb: 1\nc: 2';
  const diff = unifiedDiff('a', content, [edit(content, '"x\n  y"', '1'), edit(content, '2', '3')], plain);
  expect(diff).toBe('--- a\n+++ a\n@@ -1,4 +1,3 @@\n-a: "x\n-  y"\n+a: 1\n b: 1\n-c: 2\n+c: 3');
});

test('shows two changes of a line as one, and no carriage return', () => {
  const content = 'a: 1, b: 2\r\nc\r\n';
  const diff = unifiedDiff('a', content, [edit(content, '2', '3'), edit(content, '1', '2')], plain);
  expect(diff).toBe('--- a\n+++ a\n@@ -1,2 +1,2 @@\n-a: 1, b: 2\n+a: 2, b: 3\n c');
});
