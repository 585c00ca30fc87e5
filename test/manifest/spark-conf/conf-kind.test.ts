import fc from 'fast-check';
import { ICEBERG_VERSIONS, LINE_KEYS } from '../../../lib/manifest/spark-conf/lines';
import { ICEBERG_RELEASES, NEWEST_ICEBERG, SPARK_LINE_NAMES, SPARK_LINES } from '../../../lib/versions';
import { expectation, type Dialect } from '../../../lib/manifest/spark-conf/conf-kind';

const takes = (kind: string, value: string, dialect: Dialect = 'spark'): boolean =>
  expectation({ kind, options: ['Always', 'Never'], anyCase: false, initial: undefined }, value, dialect) ===
  undefined;

test.each([
  ['boolean', ['true', 'FALSE', ' true '], ['yes', '1', '', 'tru']],
  ['int', ['4', '-1', '+5', '2147483647', '-2147483648'], ['4.0', '1k', '', '2147483648', '0x10']],
  ['long', ['9223372036854775807', '-9223372036854775808'], ['9223372036854775808', '1g']],
  ['double', ['0.5', '1', '.5', '1.', '1e3', '-0.1f', 'NaN'], ['50%', 'half', '1,5', '']],
  ['bytes', ['1024', '512m', '2G', '64KB', '1b', '-1'], ['2Gi', '1.5g', '2 g', 'lots', 'm']],
  ['time', ['30s', '5min', '100ms', '1h', '2D', '120', '-1', '3us'], ['30sec', '5 s', '1.5h', 'never']],
  ['enum', ['Always', 'Never'], ['always', 'Sometimes', '']],
  ['string', ['', 'anything'], []],
])('Spark reads %s', (kind, right, wrong) => {
  expect(right.filter((value) => !takes(kind, value))).toEqual([]);
  expect(wrong.filter((value) => takes(kind, value))).toEqual([]);
});

test.each([
  ['int', ['4', '0x10'], ['4s']],
  ['bytes', ['67108864', '64M', '64m'], ['64MB', '64Mi']],
  ['time', ['60s', '5m', '100', '1ns'], ['5min', 'soon']],
])('Hadoop reads %s', (kind, right, wrong) => {
  expect(right.filter((value) => !takes(kind, value, 'hadoop'))).toEqual([]);
  expect(wrong.filter((value) => takes(kind, value, 'hadoop'))).toEqual([]);
});

test('a value that refers to another one is not judged', () => {
  expect(takes('int', '${env.X}', 'hadoop')).toBe(true);
});

test('an enum in any case', () => {
  const key = { kind: 'enum', options: ['CORRECTED'], anyCase: true, initial: undefined };
  expect([expectation(key, 'corrected', 'spark'), expectation(key, 'correct', 'spark')]).toEqual([
    undefined,
    'one of CORRECTED',
  ]);
});

test('every size and time of whole units is taken', () => {
  const size = fc.tuple(
    fc.nat(),
    fc.constantFrom('', 'b', 'k', 'kb', 'm', 'mb', 'g', 'gb', 't', 'tb', 'p', 'pb'),
  );
  const time = fc.tuple(fc.nat(), fc.constantFrom('', 'us', 'ms', 's', 'm', 'min', 'h', 'd'));
  fc.assert(fc.property(size, (parts) => takes('bytes', parts.join(''))));
  fc.assert(fc.property(time, (parts) => takes('time', parts.join(''))));
});

test('what is known of a key', () => {
  const keys = LINE_KEYS['3.5'].spark;
  expect(keys.get('spark.sql.shuffle.partitions')).toEqual({
    kind: 'int',
    options: [],
    anyCase: false,
    initial: '200',
  });
  expect(keys.get('spark.sql.ansi.enabled')).toMatchObject({ kind: 'boolean', initial: 'false' });
  expect(LINE_KEYS['4.0'].spark.get('spark.sql.ansi.enabled')).toMatchObject({ initial: 'true' });
  expect(keys.get('spark.sql.orc.impl')).toMatchObject({
    kind: 'enum',
    options: ['hive', 'native'],
    initial: 'native',
  });
  expect(keys.get('spark.sql.storeAssignmentPolicy')).toMatchObject({ kind: 'enum', anyCase: true });
  expect(keys.get('spark.yarn.jar')).toMatchObject({ kind: 'alias', initial: 'spark.yarn.jars' });
  expect([keys.get('spark.none'), keys.get('constructor')]).toEqual([undefined, undefined]);
});

test('each line has its own keys, the Hadoop of its row and an Iceberg', () => {
  for (const name of SPARK_LINE_NAMES) {
    const { spark, s3a, iceberg } = LINE_KEYS[name];
    expect(spark.title).toBe(`Spark ${name}`);
    expect(s3a.title).toBe(`Hadoop ${SPARK_LINES[name].hadoop}`);
    const usual = SPARK_LINES[name].iceberg?.usual ?? NEWEST_ICEBERG;
    expect(`${iceberg.title}.`).toBe(`Iceberg ${usual.replace(/\d+$/, '')}`);
    expect(spark.names.length).toBeGreaterThan(1000);
    expect(s3a.names.length).toBeGreaterThan(100);
    expect(iceberg.names.length).toBeGreaterThan(100);
  }
  expect(ICEBERG_VERSIONS.map(({ title }) => title)).toEqual(
    ICEBERG_RELEASES.map((version) => `Iceberg ${version.replace(/\.\d+$/, '')}`),
  );
  expect(ICEBERG_RELEASES.at(-1)).toBe(NEWEST_ICEBERG);
});

test('every line of the data has a kind that is known', () => {
  const kinds = new Set<string>();
  for (const keys of [
    ...Object.values(LINE_KEYS).flatMap(({ spark, s3a }) => [spark, s3a]),
    ...ICEBERG_VERSIONS,
  ]) {
    for (const name of keys.names) {
      const key = keys.get(name)!;
      kinds.add(key.kind);
      if (key.kind === 'alias') expect(keys.get(key.initial!)).toBeDefined();
    }
  }
  expect([...kinds].sort()).toEqual(
    ['alias', 'boolean', 'bytes', 'double', 'enum', 'int', 'long', 'removed', 'string', 'time'].sort(),
  );
});
