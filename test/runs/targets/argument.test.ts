import fc from 'fast-check';
import { ArgumentTarget } from '../../../lib/runs/targets/argument';

const target = (name: string, { meant = [], leadingDash = false }: Options = {}): ArgumentTarget =>
  new ArgumentTarget(name, (text) => meant.includes(text), leadingDash);

interface Options {
  readonly meant?: readonly string[];
  readonly leadingDash?: boolean;
}

it.each([
  [[], undefined],
  [['--limit', '5'], '5'],
  [['--limit', '-5'], '-5'],
  [['--limit=5', '--other'], '5'],
  [['--limit=', '--other'], ''],
  [['--limits', '--limit', ''], ''],
])('is released in %j with %j', (given, value) => {
  const spec = { arguments: [...given] };
  expect(target('--limit').conflict(spec)).toBeUndefined();
  expect(target('--limit').read(spec)).toBe(value);
});

it.each([
  [['--limit', '5', '--limit', '6'], 'twice; release it with one value'],
  [['--limit=5', '--limit', '6'], 'twice; release it with one value'],
  [['--limit'], 'without a value; give it one, or leave it out'],
  [['--limit', '--other'], 'without a value; give it one, or leave it out'],
])('fails where it is released in %j', (given, problem) => {
  const conflict = target('--limit').conflict({ arguments: [...given] });
  expect(conflict).toBe(`sets --limit, which is released ${problem}`);
});

it('has a value that begins like an option where its author meant that', () => {
  const spec = { arguments: ['--limit', '--all'] };
  expect(target('--limit', { meant: ['--all'] }).conflict(spec)).toBeUndefined();
  expect(target('--limit', { leadingDash: true }).conflict(spec)).toBeUndefined();
});

it('keeps what other parameters have written, whatever is released without a conflict', () => {
  const argument = fc.constantFrom('--a', '--b', '--a=1', '--b=', '--c', 'x', '-1', '');
  fc.assert(
    fc.property(fc.array(argument, { maxLength: 6 }), fc.boolean(), (given, isFirst) => {
      const [one, other] = isFirst ? [target('--a'), target('--b')] : [target('--b'), target('--a')];
      const spec = { arguments: given };
      fc.pre(one.conflict(spec) === undefined && other.conflict(spec) === undefined);
      const written = other.write(one.write(spec, 'first'), 'second');
      expect([one.read(written), other.read(written)]).toEqual(['first', 'second']);
    }),
    { numRuns: 2000 },
  );
});
