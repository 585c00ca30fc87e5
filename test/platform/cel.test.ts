import fc from 'fast-check';
import { celProblems, celText, celTexts, imagePattern } from '../../lib/platform/cel';

test('no text ends its literal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const literal = celText(text);
      expect(literal).toMatch(/^"([^"\\\n\r]|\\["\\bfnrt]|\\u[0-9a-f]{4})*"$/u);
      expect(JSON.parse(literal)).toBe(text);
    }),
  );
  expect(celTexts(['a', '"] + ["'])).toBe('["a", "\\"] + [\\""]');
});

test('one list of all problems', () => {
  const checks = [
    { holds: 'a', problem: "'x'" },
    { holds: 'b', problem: "'y'" },
  ];
  expect(celProblems(checks)).toBe("(a ? [] : ['x']) +\n(b ? [] : ['y'])");
});

const allows = (allowed: string[], image: string): boolean => new RegExp(imagePattern(allowed)).test(image);

test.each([
  ['registry.example/etl', 'registry.example/etl'],
  ['registry.example/etl', 'registry.example/etl:1.0.0'],
  ['registry.example:5000/etl', 'registry.example:5000/etl:1'],
  ['registry.example/etl', `registry.example/etl:1@sha256:${'0'.repeat(64)}`],
  ['registry.example/etl:1.0.0', 'registry.example/etl:1.0.0'],
  ['registry.example/', 'registry.example/a/b:1'],
])('%s allows %s', (allowed, image) => {
  expect(allows(['other', allowed], image)).toBe(true);
});

test.each([
  ['registry.example/etl', 'registry.example/etl2'],
  ['registry.example/etl', 'evil/registry.example/etl'],
  ['registry.example/etl', 'registryxexample/etl'],
  ['registry.example/etl', 'registry.example/etl:5000/evil'],
  ['registry.example/etl', 'registry.example/etl@evil/x'],
  ['registry.example/etl', 'registry.example/etl\nevil'],
  ['spark', 'spark:5000/evil'],
  ['registry.example/etl:1.0.0', 'registry.example/etl:1.0.1'],
  ['registry.example/', 'registry.example.evil/a'],
  ['registry.example/', 'registry.example/'],
])('%s does not allow %j', (allowed, image) => {
  expect(allows([allowed], image)).toBe(false);
});
