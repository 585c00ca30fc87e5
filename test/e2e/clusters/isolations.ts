import { Duration } from 'cdk8s';
import { local } from '../../../clusters';
import {
  type ClusterApp,
  FileIo,
  IcebergCatalog,
  KronodroidPlatform,
  ManifestFile,
  Nessie,
  PythonFile,
  RunIsolation,
  RunParameter,
  RunTemplate,
  SparkApplication,
  type SparkFeature,
  WriteAuditPublish,
} from '../../../lib';
import { runtimes, small } from './small';

const namespace = 'e2e-isolations';

/** Writes a row into two tables, and then fails if it is told to. */
const PROGRAM = `import sys
from pyspark.sql import SparkSession

label = sys.argv[sys.argv.index("--label") + 1]
spark = SparkSession.builder.getOrCreate()
for table in ("orders", "lines"):
    spark.sql(f"INSERT INTO lake.sales.{table} VALUES ('{label}')")
spark.stop()
if label.startswith("fails"):
    sys.exit("on purpose, after both writes")
`;

const TABLES = ['lake.sales.orders', 'lake.sales.lines'];

function rest(): IcebergCatalog {
  return IcebergCatalog.rest('lake', { uri: 'http://catalog:8181', fileIo: FileIo.s3(local.minio!) });
}

/** What each isolation makes of one job. */
const FEATURES: Readonly<Record<string, readonly [RunIsolation, ...SparkFeature[]]>> = {
  nessie: [
    RunIsolation.NESSIE,
    new Nessie({ endpoint: 'http://nessie:19120' }).catalog('lake', { branch: 'main' }),
  ],
  iceberg: [RunIsolation.ICEBERG, rest(), WriteAuditPublish.onBranch('main', { tables: TABLES })],
  none: [RunIsolation.NONE, rest()],
};

/** The platform of the Quick Start, and one job, released for each way to keep its runs apart. */
export function isolations(app: ClusterApp): Record<string, RunTemplate> {
  const platform = new KronodroidPlatform(app, 'platform', { ...local, jobNamespaces: [namespace] });
  const templates = new ManifestFile(app, 'templates', { folder: 'apply', namespace });
  const program = PythonFile.inline('orders.py', PROGRAM);
  return Object.fromEntries(
    Object.entries(FEATURES).map(([name, [isolation, ...features]]) => {
      const application = new SparkApplication(
        new ManifestFile(app, name, { folder: 'jobs', namespace }),
        'job',
        {
          name: `sales-${name}`,
          runtime: runtimes.spark35Aws,
          mainApplicationFile: program.mainApplicationFile,
          arguments: ['--label', 'by-hand'],
          serviceAccount: platform.driverServiceAccount,
          driver: small,
          executor: { instances: 1, serviceAccount: platform.executorServiceAccount, ...small },
          timeToLive: Duration.days(1),
        },
      ).with(program, ...features);
      const template = new RunTemplate(templates, name, {
        application,
        isolation,
        parameters: [RunParameter.textArgument('label', '--label')],
      });
      return [name, template];
    }),
  );
}
