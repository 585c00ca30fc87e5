import { type Boundary, conf } from './boundary';

const JVM = { 'spec.type': 'Scala', 'spec.mainApplicationFile': 'local:///opt/jobs/etl.jar' };
const first = { path: 'spec.deps.jars[0]' };
const STOCK = { 'spec.image': 'apache/spark:3.5.8', 'spec.sparkConf': { 'spark.jars.ivy': '/tmp/.ivy2' } };

/** Boundaries of the rules about files, packages and class paths. */
export const DEPENDENCY_BOUNDARIES: readonly Boundary[] = [
  [
    'main-class-invalid',
    'spec.mainClass',
    'org.example.daily-report',
    'org.example.daily_report$',
    { given: JVM },
  ],
  ['driver-address-set', conf('spark.driver.bindAddress'), '0.0.0.0', undefined],
  ['setting-without-value', conf('spark.sql.shuffle.partitions'), null, '40'],
  [
    'package-repository-invalid',
    'spec.deps.repositories',
    ['maven.example/x'],
    ['https://maven.example/x'],
    {
      path: 'spec.deps.repositories[0]',
    },
  ],
  ['local-uri-host', 'spec.mainApplicationFile', 'local://opt/jobs/etl.py', 'local:///opt/jobs/etl.py'],
  ['dependency-pattern', 'spec.deps.jars', ['local:///opt/libs/*.jar'], ['local:///opt/libs/a.jar'], first],
  ['class-path-unread', conf('spark.driver.extraClassPath'), '/opt/libs/*.jar', '/opt/libs/*'],
  ['deps-scheme-unreadable', 'spec.deps.jars', ['gs://libs/a.jar'], ['hdfs://libs/a.jar'], first],
  [
    'setting-jars-missing',
    conf('spark.sql.extensions'),
    'io.delta.sql.DeltaSparkSessionExtension',
    'org.example.Extensions',
    { given: STOCK },
  ],
];
