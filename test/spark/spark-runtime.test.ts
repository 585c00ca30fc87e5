import { SparkRuntime, type SparkRuntimeProps } from '../../lib';
import { SPARK_LINE_NAMES, SPARK_LINES } from '../../lib/versions';

const KNOWN = SPARK_LINE_NAMES.slice(2)
  .map((line) => `${line}.x`)
  .join(', ');

describe('SparkRuntime', () => {
  it('knows what belongs to a version', () => {
    expect(SparkRuntime.of('3.5.0')).toMatchObject({
      sparkVersion: '3.5.0',
      image: 'apache/spark:3.5.0-java17-python3',
      scalaVersion: '2.12',
      hadoopVersion: '3.3.4',
      icebergVersion: '1.10.2',
      packages: [
        'org.apache.hadoop:hadoop-aws:3.3.4',
        'org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.10.2',
      ],
      sparkConf: { 'spark.jars.ivy': '/tmp/.ivy2' },
    });
  });

  it.each([
    [SparkRuntime.SPARK_3_4, '3.4.4', 'hadoop-aws:3.3.4', 'iceberg-spark-runtime-3.4_2.12:1.10.2'],
    [SparkRuntime.SPARK_3_5, '3.5.9', 'hadoop-aws:3.3.4', 'iceberg-spark-runtime-3.5_2.12:1.10.2'],
    [SparkRuntime.SPARK_4_0, '4.0.5', 'hadoop-aws:3.4.1', 'iceberg-spark-runtime-4.0_2.13:1.10.2'],
    [SparkRuntime.SPARK_4_1, '4.1.4', 'hadoop-aws:3.4.2', 'iceberg-spark-runtime-4.1_2.13:1.12.0'],
  ])('%#: has a latest patch', (runtime, version, hadoop, iceberg) => {
    expect(runtime.sparkVersion).toBe(version);
    expect(runtime.packages).toEqual([`org.apache.hadoop:${hadoop}`, `org.apache.iceberg:${iceberg}`]);
  });

  it.each([
    [SparkRuntime.SPARK_4_2, '4.2.1'],
    [SparkRuntime.SPARK_4_3, '4.3.0'],
  ])('%#: has no Iceberg while there is none', (runtime, version) => {
    expect(runtime.sparkVersion).toBe(version);
    expect(runtime.icebergVersion).toBeUndefined();
    expect(runtime.packages).toEqual(['org.apache.hadoop:hadoop-aws:3.5.0']);
    expect(SparkRuntime.of(version, { icebergVersion: '1.13.0' }).jars).toContain(
      `org.apache.iceberg:iceberg-spark-runtime-${version.slice(0, 3)}_2.13:1.13.0`,
    );
    expect(() => SparkRuntime.of(version, { icebergVersion: '1.12.0' })).toThrow(
      `Iceberg 1.12.0 and Spark ${version} do not belong together; no Iceberg up to 1.12.0 has a runtime for ` +
        `Spark ${version}, use Spark 4.1 or leave out icebergVersion`,
    );
    expect(() => SparkRuntime.of(version, { icebergAwsBundle: true })).toThrow(
      `Iceberg has no runtime for Spark ${version}; leave out icebergAwsBundle, or use Spark 4.1`,
    );
  });

  it('has nothing to download when the image has the jars', () => {
    const runtime = SparkRuntime.of('3.5.8', { image: 'registry.example.com/etl:1', bakedIn: true });
    expect(runtime).toMatchObject({ image: 'registry.example.com/etl:1', packages: [], sparkConf: {} });
    expect(runtime.jars).toHaveLength(2);
  });

  it('takes every property', () => {
    const props: Required<SparkRuntimeProps> = {
      image: 'registry.example.com/etl:1',
      bakedIn: false,
      icebergVersion: '1.9.2',
      icebergAwsBundle: true,
      ivyDirectory: '/var/ivy',
    };
    expect(SparkRuntime.of('3.5.8', props)).toMatchObject({
      image: 'registry.example.com/etl:1',
      packages: [
        'org.apache.hadoop:hadoop-aws:3.3.4',
        'org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.9.2',
        'org.apache.iceberg:iceberg-aws-bundle:1.9.2',
      ],
      sparkConf: { 'spark.jars.ivy': '/var/ivy' },
    });
  });

  it('takes the bundle of 1.10.1 for Iceberg 1.10.2, which has none', () => {
    expect(SparkRuntime.of('4.0.3', { icebergAwsBundle: true }).jars).toContain(
      'org.apache.iceberg:iceberg-aws-bundle:1.10.1',
    );
  });

  it.each(Object.values(SPARK_LINES).map(({ latest }) => latest))(
    'has an image and jars for %s',
    (version) => {
      const runtime = SparkRuntime.of(version);
      expect(runtime.image).toContain(`apache/spark:${version}-`);
      expect(runtime.jars).toHaveLength(runtime.icebergVersion === undefined ? 1 : 2);
    },
  );

  it.each([
    ['3.5.0', '1.3.1', 'Spark 3.5.0 needs Iceberg 1.4.0 or later, for example 1.10.2'],
    ['4.0.3', '1.9.2', 'Spark 4.0.3 needs Iceberg 1.10.0 or later, for example 1.10.2'],
    ['4.1.2', '1.10.2', 'Spark 4.1.2 needs Iceberg 1.11.0 or later, for example 1.12.0'],
    ['3.4.4', '1.12.0', 'Spark 3.4.4 needs Iceberg 1.3.0 to 1.11.0, for example 1.10.2'],
    ['4.0.3', 'newest', 'Spark 4.0.3 needs Iceberg 1.10.0 or later, for example 1.10.2'],
  ])('fails when Spark %s gets Iceberg %s', (spark, icebergVersion, message) => {
    expect(() => SparkRuntime.of(spark, { icebergVersion })).toThrow(
      `Spark runtime: Iceberg ${icebergVersion} and Spark ${spark} do not belong together; ${message}`,
    );
  });

  it.each(['2.4.8', '9.9.9', 'latest', '3.50.0', process.env.NEVER_SET!])(
    'fails when the version is %j',
    (version) => {
      expect(() => SparkRuntime.of(version)).toThrow(
        `Spark runtime: version ${JSON.stringify(version)} is unknown; known are 3.4.x, 3.5.x, ${KNOWN}`,
      );
    },
  );

  it.each(['3.5', '3.5.x', '3.5.'])('fails when the version %s is not whole', (version) => {
    expect(() => SparkRuntime.of(version)).toThrow(
      `Spark runtime: version "${version}" is incomplete; give all of it, as in 3.5.9`,
    );
  });

  it('fails when a stock image has another Spark', () => {
    expect(() => SparkRuntime.of('3.5.0', { image: 'apache/spark:4.0.3-python3' })).toThrow(
      'Spark runtime: image apache/spark:4.0.3-python3 has Spark 4.0.3 and not 3.5.0; ' +
        'use apache/spark:3.5.0-java17-python3',
    );
  });

  it('fails when the Java of a stock image is too old for Iceberg', () => {
    expect(() =>
      SparkRuntime.of('3.5.8', { image: 'spark:3.5.8-python3', icebergVersion: '1.11.0' }),
    ).toThrow(
      'image spark:3.5.8-python3 has Java 11 and Iceberg 1.11.0 needs Java 17; use apache/spark:3.5.8-java17-python3',
    );
    expect(SparkRuntime.of('3.5.8', { icebergVersion: '1.11.0' }).icebergVersion).toBe('1.11.0');
  });

  it('fails when every stock image of the line has a Java too old for Iceberg, and names another way', () => {
    expect(() => SparkRuntime.of('3.4.4', { icebergVersion: '1.11.0' })).toThrow(
      'image apache/spark:3.4.4-python3 has Java 11 and Iceberg 1.11.0 needs Java 17; ' +
        'use Iceberg 1.10.2, or an image of your own with Java 17',
    );
  });

  it('fails when a stock image is said to have the jars', () => {
    expect(() => SparkRuntime.of('3.5.8', { bakedIn: true })).toThrow(
      'the stock image apache/spark:3.5.8-java17-python3 has no jars of S3 and Iceberg; ' +
        'give the image that has them, or leave out bakedIn',
    );
  });
});
