import { findProblems } from '../../../lib/rules/engine';
import { DEPENDENCIES } from '../../../lib/rules/settings/dependencies';
import { VERSIONS } from '../../../lib/rules/settings/versions';
import { accepts, finds, tells, type Telling } from '../harness';

function found(sparkVersion: string, iceberg: string, scala = '2.13'): string[] {
  const line = sparkVersion.replace(/\.\d+$/, '');
  const packages = [`org.apache.iceberg:iceberg-spark-runtime-${line}_${scala}:${iceberg}`];
  const manifest = { kind: 'SparkApplication', spec: { sparkVersion, deps: { packages } } };
  return findProblems([{ kind: 'SparkApplication', manifest }], { rules: VERSIONS.rules }).map(
    ({ rule, message, fix }) => `${rule.id}: ${message}; ${fix}`,
  );
}

describe('iceberg-runtime-mismatch: the releases of Iceberg for a line of Spark', () => {
  test.each([
    ['3.4.4', '1.3.0', '2.12'],
    ['3.4.4', '1.11.0', '2.12'],
    ['3.5.9', '1.4.0', '2.13'],
    ['3.5.9', '1.12.0', '2.12'],
    ['4.0.5', '1.10.0', '2.13'],
    ['4.1.4', '1.11.0', '2.13'],
    ['4.1.4', '1.13.0', '2.13'],
    ['4.2.1', '1.12.1', '2.13'],
    ['4.3.0', '1.13.0', '2.13'],
  ])('accepts on Spark %s Iceberg %s', (spark, iceberg, scala) => {
    expect(found(spark, iceberg, scala)).toEqual([]);
  });

  const artifact = 'org.apache.iceberg:iceberg-spark-runtime';
  test.each([
    ['3.4.4', '1.2.1', `use ${artifact}-3.4_2.12 from 1.3.0 to 1.11.0`],
    ['3.4.4', '1.12.0', `use ${artifact}-3.4_2.12 from 1.3.0 to 1.11.0`],
    ['3.5.9', '1.3.1', `use ${artifact}-3.5_2.12:1.4.0 or later`],
    ['4.0.5', '1.9.2', `use ${artifact}-4.0_2.13:1.10.0 or later`],
    ['4.1.4', '1.10.2', `use ${artifact}-4.1_2.13:1.11.0 or later`],
    ['4.2.1', '1.12.0', 'use a Spark for which Iceberg has a runtime, for example 4.1'],
    ['4.3.0', '1.12.0', 'use a Spark for which Iceberg has a runtime, for example 4.1'],
  ])('finds on Spark %s Iceberg %s', (spark, iceberg, fix) => {
    const line = spark.replace(/\.\d+$/, '');
    expect(found(spark, iceberg)).toEqual([
      `iceberg-runtime-mismatch: Iceberg ${iceberg} has no runtime for Spark ${line}; ${fix}`,
    ]);
  });
});

test.each([
  ['4.1.4', /^add the package/],
  ['4.2.1', /^use another Spark, for example 4\.1: Iceberg has no runtime for Spark 4\.2 yet$/],
])('iceberg-jars-missing on Spark %s', (sparkVersion, fix) => {
  const sparkConf = { 'spark.sql.catalog.lake': 'org.apache.iceberg.spark.SparkCatalog' };
  const manifest = {
    kind: 'SparkApplication',
    spec: { sparkVersion, image: `apache/spark:${sparkVersion}`, sparkConf },
  };
  const problems = findProblems([{ kind: 'SparkApplication', manifest }], { rules: DEPENDENCIES.rules });
  expect(problems.map(({ rule }) => rule.id)).toEqual(['iceberg-jars-missing']);
  expect(problems[0]!.fix).toMatch(fix);
});

describe('one application', () => {
  const packages = (...coordinates: string[]) => ({
    'spec.deps': { packages: coordinates },
    'spec.sparkConf': { 'spark.jars.ivy': '/tmp/.ivy2' },
  });

  const first = 'spec.deps.packages[0]';

  finds([
    ['hadoop-version-mismatch', packages('org.apache.hadoop:hadoop-aws:3.4.1'), first],
    ['iceberg-runtime-mismatch', packages('org.apache.iceberg:iceberg-spark-runtime-4.0_2.13:1.10.0'), first],
    ['scala-version-mismatch', packages('org.apache.spark:spark-avro_2.12:3.4.1'), first],
    [
      'spark-version-mismatch',
      { 'spec.image': 'spark:3.5.1-scala2.12-java17', 'spec.sparkVersion': '4.0.1' },
      'spec.sparkVersion',
    ],
    [
      'iceberg-java-too-old',
      {
        ...packages('org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.11.0'),
        'spec.image': 'apache/spark:3.5.8-scala2.12-java11-ubuntu',
      },
      'spec.deps.packages[0]',
    ],
  ]);

  accepts([
    packages(
      'org.apache.hadoop:hadoop-aws:3.3.4',
      'org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.10.2',
    ),
    packages('a:b:1', 'org.apache.spark:spark-sql-kafka-0-10_2.12:3.5.8'),
    {
      ...packages('org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.11.0'),
      'spec.image': 'spark:3.5.8-java17',
    },
  ]);
});

const coordinates = (...list: string[]): Telling[0] => ({ 'spark.jars.packages': list.join(',') });
const of = (sparkVersion: string) => ({ 'spec.sparkVersion': sparkVersion });
const HADOOP = 'with Spark 3.5.8, which carries Hadoop 3.3.4 → use org.apache.hadoop:';
tells('hadoop-version-mismatch', [
  ...[
    'hadoop-aws',
    'hadoop-azure',
    'hadoop-common',
    'hadoop-client',
    'hadoop-client-api',
    'hadoop-cloud-storage',
  ].flatMap((artifact): Telling[] => [
    [
      coordinates(`org.apache.hadoop:${artifact}:3.4.1`),
      `spark.jars.packages: ${artifact} 3.4.1 ${HADOOP}${artifact}:3.3.4`,
    ],
    [coordinates(`org.apache.hadoop:${artifact}:3.3.4`)],
  ]),
  [coordinates('org.apache.hadoop:hadoop-lzo:0.4')],
  [coordinates('org.apache.hadoop:hadoop-aws-x:1')],
  [coordinates('com.example:hadoop-aws:1')],
]);
tells('hadoop-version-mismatch', [[coordinates('org.apache.hadoop:hadoop-aws:3.4.1')]], of('9.9.9'));
tells('hadoop-version-mismatch', [[coordinates('org.apache.hadoop:hadoop-aws:3.4.1')]], of('latest'));
tells('hadoop-version-mismatch', [[coordinates('org.apache.hadoop:hadoop-aws:3.4.1')]], {
  'spec.sparkVersion': undefined,
});

tells('scala-version-mismatch', [
  [
    coordinates('com.example:a_2.11:1'),
    'spark.jars.packages: a_2.11 is for Scala 2.11, Spark 3.5.8 has 2.12',
  ],
  [coordinates('com.example:a_2.12:1')],
  [coordinates('com.example:a_2.13:1')],
  [
    coordinates('org.apache.spark:spark-avro_2.12:3.4.1'),
    'spark.jars.packages: spark-avro_2.12 3.4.1 with Spark 3.5.8',
  ],
  [coordinates('org.apache.spark:spark-avro_2.12:3.5.0')],
  [coordinates('com.example:spark-avro_2.12:3.4.1')],
  [coordinates('org.apache.iceberg:iceberg-spark-runtime-3.5_2.11:1.10.0')],
]);
tells('scala-version-mismatch', [[coordinates('com.example:a_2.11:1')]], of('9.9.9'));

tells('iceberg-runtime-mismatch', [
  [
    coordinates('org.apache.iceberg:iceberg-spark-runtime-3.4_2.12:1.10.0'),
    'spark.jars.packages: iceberg-spark-runtime-3.4_2.12 is for Spark 3.4 and Scala 2.12, this is Spark 3.5.8 → use org.apache.iceberg:iceberg-spark-runtime-3.5_2.12',
  ],
  [
    coordinates('org.apache.iceberg:iceberg-spark-runtime-3.5_2.11:1.10.0'),
    'spark.jars.packages: iceberg-spark-runtime-3.5_2.11 is for Spark 3.5 and Scala 2.11, this is Spark 3.5.8 → use org.apache.iceberg:iceberg-spark-runtime-3.5_2.12',
  ],
  [coordinates('com.example:iceberg-spark-runtime-3.4_2.12:1.10.0')],
]);
tells(
  'iceberg-runtime-mismatch',
  [
    [coordinates('org.apache.iceberg:iceberg-spark-runtime-9.9_2.13:1.10.0')],
    [
      coordinates('org.apache.iceberg:iceberg-spark-runtime-9.8_2.13:1.10.0'),
      'spark.jars.packages: iceberg-spark-runtime-9.8_2.13 is for Spark 9.8 and Scala 2.13, this is Spark 9.9.9 → use org.apache.iceberg:iceberg-spark-runtime-9.9_2.13',
    ],
  ],
  of('9.9.9'),
);

const image = (name: string, sparkVersion = '3.5.8') => ({
  'spec.image': name,
  'spec.sparkVersion': sparkVersion,
});
const MISMATCH = 'spec.sparkVersion: ';
tells(
  'spark-version-mismatch',
  [[{}, `${MISMATCH}3.5.8, but apache/spark:4.0.1 has Spark 4.0.1`]],
  image('apache/spark:4.0.1'),
);
tells(
  'spark-version-mismatch',
  [[{}, `${MISMATCH}3.5.8, but apache/spark:v3.4.1 has Spark 3.4.1`]],
  image('apache/spark:v3.4.1'),
);
for (const name of ['apache/spark:3.5.1', 'apache/spark:latest', 'registry.example/etl:4.0.1']) {
  tells('spark-version-mismatch', [[{}]], image(name));
}
tells('spark-version-mismatch', [[{}]], image('apache/spark:4.0.1', 'latest'));

const NEW = coordinates('org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.11.0');
const OLD = coordinates('org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.10.2');
tells(
  'iceberg-java-too-old',
  [
    [NEW, 'spark.jars.packages: Iceberg 1.11.0 needs Java 17, apache/spark:3.5.8-java11 has Java 11'],
    [OLD],
    [coordinates('com.example:iceberg:1.11.0')],
  ],
  image('apache/spark:3.5.8-java11'),
);
tells('iceberg-java-too-old', [[NEW]], image('apache/spark:3.5.8-java17'));
tells('iceberg-java-too-old', [[NEW]], image('apache/spark:3.5.8-java21'));
tells('iceberg-java-too-old', [[NEW]], image('registry.example/etl:1-java11'));
