import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import fc from 'fast-check';
import {
  cpuQuantity,
  sparkMemory,
  wholeMilliseconds,
  wholeNumber,
  wholeSeconds,
} from '../../lib/spark/quantities';

const MEBIBYTES = { g: 1024, m: 1 };

test.each([
  [Size.gibibytes(2), '2g'],
  [Size.mebibytes(2048), '2g'],
  [Size.mebibytes(1536), '1536m'],
  [Size.gibibytes(1.5), '1536m'],
  [Size.kibibytes(1024), '1m'],
  [Size.tebibytes(1), '1024g'],
])('%j is %s', (size, expected) => {
  expect(sparkMemory('memory', size)).toBe(expected);
});

test('memory keeps its size, in units that Spark reads', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 30 }), (mebibytes) => {
      const text = sparkMemory('memory', Size.mebibytes(mebibytes));
      const [, count, unit] = /^([1-9]\d*)([mg])$/.exec(text)!;
      expect(Number(count) * MEBIBYTES[unit as 'm' | 'g']).toBe(mebibytes);
    }),
  );
});

test('one size has one text, whatever the unit it was given in', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 20 }), (gibibytes) => {
      const text = sparkMemory('memory', Size.gibibytes(gibibytes));
      expect(sparkMemory('memory', Size.mebibytes(gibibytes * 1024))).toBe(text);
      expect(sparkMemory('memory', Size.kibibytes(gibibytes * 1024 * 1024))).toBe(text);
    }),
  );
});

test('fails on memory that is no whole number of MiB', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.integer({ min: 0, max: 2 ** 30 }).filter((kibibytes) => kibibytes === 0 || kibibytes % 1024 !== 0),
        fc.constantFrom(NaN, Infinity),
      ),
      (kibibytes) => {
        expect(() => sparkMemory('memory', Size.kibibytes(kibibytes))).toThrow(
          `memory is ${kibibytes}Ki; it must be a whole number of MiB above 0, for example Size.mebibytes(2048)`,
        );
      },
    ),
  );
});

test.each([
  [Cpu.millis(500), '500m'],
  [Cpu.units(2), '2'],
  [Cpu.units(0.5), '0.5'],
])('%j is %s', (cpu, expected) => {
  expect(cpuQuantity('coreLimit', cpu)).toBe(expected);
});

test('CPU is what cdk8s-plus writes, for every amount that Kubernetes takes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (millis) => {
      expect(cpuQuantity('coreLimit', Cpu.millis(millis))).toBe(`${millis}m`);
      expect(cpuQuantity('coreLimit', Cpu.units(millis / 1000))).toBe(String(millis / 1000));
    }),
  );
});

test.each([Cpu.units(0), Cpu.millis(0), Cpu.millis(0.5), Cpu.units(-1), Cpu.units(NaN), Cpu.units(0.0001)])(
  'fails on CPU of %j',
  (cpu) => {
    expect(() => cpuQuantity('coreLimit', cpu)).toThrow(
      `coreLimit is ${cpu.amount}; it must be above 0 and no finer than 1m, for example Cpu.millis(500)`,
    );
  },
);

test('times are whole, in the unit of the field', () => {
  expect(wholeSeconds('timeToLive', Duration.days(1))).toBe(86_400);
  expect(wholeSeconds('timeToLive', Duration.millis(2000))).toBe(2);
  expect(wholeSeconds('terminationGracePeriod', Duration.seconds(0), 0)).toBe(0);
  expect(wholeMilliseconds('shuffleTrackingTimeout', Duration.seconds(1.5))).toBe(1500);
});

test('fails on times that are not whole, or none', () => {
  expect(() => wholeSeconds('timeToLive', Duration.millis(1500))).toThrow(
    'timeToLive is 1.5; it must be a whole number of seconds, 1 or more, for example Duration.seconds(30)',
  );
  expect(() => wholeSeconds('timeToLive', Duration.seconds(NaN))).toThrow('timeToLive is NaN');
  expect(() => wholeMilliseconds('shuffleTrackingTimeout', Duration.millis(0))).toThrow(
    'shuffleTrackingTimeout is 0; it must be a whole number of milliseconds, 1 or more, for example Duration.minutes(30)',
  );
});

test.each([0.5, 0, -1, NaN])('fails on %d as a number of at least 1', (value) => {
  expect(() => wholeNumber('executor.instances', value, 1)).toThrow(
    `executor.instances is ${value}; it must be a whole number, 1 or more, for example 1`,
  );
});

test('fails on a number above the largest, naming both ends', () => {
  expect(() => wholeNumber('servicePort', 65_536, 1, 65_535)).toThrow(
    'servicePort is 65536; it must be a whole number, 1 to 65535, for example 1',
  );
  expect(() => wholeNumber('executor.instances', 2 ** 31, 1)).toThrow(
    'executor.instances is 2147483648; it must be a whole number, 1 to 2147483647, for example 1',
  );
});

test('a whole number is itself', () => {
  expect(wholeNumber('executor.instances', 3, 1)).toBe(3);
  expect(wholeNumber('retries', 0, 0)).toBe(0);
  expect(wholeNumber('servicePort', 65_535, 1, 65_535)).toBe(65_535);
  expect(wholeNumber('executor.instances', 2 ** 31 - 1, 1)).toBe(2 ** 31 - 1);
});
