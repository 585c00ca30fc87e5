import fc from 'fast-check';
import type { Property } from '../../../lib/runs/property';
import type { ReleasedSpec } from '../../../lib/runs/released';
import { conflicts, targetOf } from '../../../lib/runs/targets/all';
import { limitProblem, refusal } from '../../../lib/runs/value';

const spec: ReleasedSpec = {
  image: 'registry.example:5000/jobs/etl:1.0.0',
  arguments: ['--day', '2026-01-01', '--note=x', '--limit', '5'],
  sparkConf: { 'spark.sql.shuffle.partitions': '200' },
  driver: {
    cores: 1,
    env: [
      { name: 'A', value: 'b' },
      { name: 'REGION', value: 'eu' },
    ],
  },
  executor: { instances: 2, env: [{ name: 'REGION', value: 'eu' }] },
};

const PROPERTIES: Readonly<Record<string, Property>> = {
  driverCores: { type: 'integer', minimum: 1, maximum: 64 },
  day: { type: 'string', format: 'date', 'x-argument': '--day' },
  note: { type: 'string', 'x-argument': '--note', 'x-leading-dash': true },
  limit: { type: 'integer', 'x-argument': '--limit' },
  fresh: { type: 'string', 'x-argument': '--fresh' },
  region: { type: 'string', 'x-environment': 'REGION' },
  partitions: { type: 'integer', 'x-setting': 'spark.sql.shuffle.partitions' },
  zone: { type: 'string', 'x-setting': 'spark.sql.session.timeZone' },
  tag: { type: 'string', 'x-image': 'tag' },
  digest: { type: 'string', 'x-image': 'digest' },
};

const HOSTILE = [
  '--day',
  '-',
  '$(REGION)',
  '${env:REGION}',
  'a@b',
  'a/b:c',
  '--note=',
  '2026-02-30',
  '\n',
  '',
  '__proto__',
];
const value = fc.oneof(
  fc.constantFrom<string | number>(...HOSTILE, '1.2.3', '2026-03-01', `sha256:${'a'.repeat(64)}`, 3),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.integer({ min: 0, max: 1000 }),
);
const name = fc.constantFrom(...Object.keys(PROPERTIES));
const isFine = (key: string, given: string | number): boolean =>
  limitProblem(PROPERTIES[key]!, given, () => true) === undefined &&
  refusal(key, PROPERTIES[key]!, given) === undefined;

it('has a target for every kind, and no conflict', () => {
  expect(conflicts(spec, PROPERTIES)).toEqual([]);
  expect(
    Object.entries(PROPERTIES).map(([key, property]) => {
      const { kind, name: to } = targetOf(key, property)!;
      return `${kind} ${to}`;
    }),
  ).toEqual([
    'sets spec.driver.cores',
    'argument --day',
    'argument --note',
    'argument --limit',
    'argument --fresh',
    'variable REGION',
    'setting spark.sql.shuffle.partitions',
    'setting spark.sql.session.timeZone',
    'tag of spec.image',
    'digest of spec.image',
  ]);
  expect(targetOf('unknown', { type: 'string' })).toBeUndefined();
});

it('reads what it has written, and writes nothing else', () => {
  fc.assert(
    fc.property(name, value, (key, given) => {
      fc.pre(isFine(key, given));
      const target = targetOf(key, PROPERTIES[key]!)!;
      const written = target.write(spec, given);
      expect(String(target.read(written))).toBe(String(given));
      const back = target.read(spec) as string | undefined;
      if (back !== undefined && key !== 'note') expect(target.write(written, back)).toEqual(spec);
    }),
  );
});

it('leaves what it wrote where other parameters are written after it', () => {
  fc.assert(
    fc.property(fc.dictionary(name, value), (given) => {
      const fine = Object.entries(given).filter(
        ([key, item]) => key !== 'digest' && key !== 'note' && isFine(key, item),
      );
      const written = fine.reduce(
        (now, [key, item]) => targetOf(key, PROPERTIES[key]!)!.write(now, item),
        spec,
      );
      for (const [key, item] of fine) {
        expect(String(targetOf(key, PROPERTIES[key]!)!.read(written))).toBe(String(item));
      }
    }),
  );
});

it('keeps the repository of the image, whatever is asked for', () => {
  fc.assert(
    fc.property(fc.constantFrom('tag', 'digest'), value, (key, given) => {
      fc.pre(isFine(key, given));
      expect(targetOf(key, PROPERTIES[key]!)!.write(spec, given).image).toMatch(
        /^registry\.example:5000\/jobs\/etl[:@][\w.:-]+$/,
      );
    }),
  );
});
