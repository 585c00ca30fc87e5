import { Size } from 'cdk8s';
import { Problems, show, TextForm } from '../lib/problems';

const COLOUR = new TextForm({ pattern: /^[a-z]+$/, of: 'lower-case letters', example: 'red', maxLength: 5 });

describe('Problems', () => {
  it('lets through what is right', () => {
    const problems = new Problems();
    problems.require('colour', 'green', COLOUR);
    problems.add(undefined);
    expect(() => {
      problems.throwFor('flag');
    }).not.toThrow();
  });

  it('fails with everything at once: the value, what is allowed, an example', () => {
    const problems = new Problems('stripes[0]');
    problems.require('colour', 'yellow', COLOUR);
    problems.require('colour', undefined, COLOUR.upTo(3));
    problems.report('width', 'is 0; it must be above 0');
    problems.add('stripes are missing; give two');
    expect(() => {
      problems.throwFor('flag');
    }).toThrow(
      'flag: stripes[0].colour is "yellow"; it must be 1 to 5 lower-case letters, for example red; ' +
        'stripes[0].colour is undefined; it must be 1 to 3 lower-case letters, for example red; ' +
        'stripes[0].width is 0; it must be above 0; stripes are missing; give two',
    );
  });

  it('does not show a value that may hold a secret', () => {
    const address = new TextForm({ pattern: /^[a-z]+$/, of: 'a host', example: 'db', hidden: true });
    const problems = new Problems();
    problems.require('host', 'me:canary@db', address);
    expect(problems.all).toEqual(['host must be a host, for example db']);
  });
});

describe('show', () => {
  it.each([
    ['a "b"', '"a \\"b\\""'],
    [NaN, 'NaN'],
    [true, 'true'],
    [null, 'null'],
    [undefined, 'undefined'],
    [{ a: [1] }, '{"a":[1]}'],
    [Size.gibibytes(1), 'of type Size'],
    ['x'.repeat(118), `"${'x'.repeat(118)}"`],
    ['x'.repeat(119), `"${'x'.repeat(116)}...`],
  ])('writes %j on one short line', (value, text) => {
    expect(show(value)).toBe(text);
  });
});
