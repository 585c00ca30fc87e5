import { Duration, type Chart } from 'cdk8s';
import { ImagePullPolicy } from 'cdk8s-plus-28';
import {
  AccessKeys,
  CertificateAuthority,
  FileIo,
  IcebergCatalog,
  LakeFs,
  Nessie,
  RestAuth,
  RunIsolation,
  RunName,
  RunParameter,
  Runner,
  RunTemplate,
  S3Store,
  SparkApplication,
  SparkServiceAccount,
  WriteAuditPublish,
  type RunnerProps,
  type SparkApplicationProps,
} from '../../lib';
import { testChart } from '../support/chart';

/** The repository of the examples. */
export const lakefs = new LakeFs({
  endpoint: 'http://lakefs:8000',
  repository: 'kronodroid',
  keys: AccessKeys.fromSecret('lakefs-credentials'),
});

/** An application that can be released. */
export function application(props: Partial<SparkApplicationProps> = {}): SparkApplication {
  const job = new SparkApplication(testChart(), 'job', {
    name: 'etl-manual',
    annotations: { [RunName.ANNOTATION]: 'manual' },
    mainApplicationFile: 'local:///opt/spark/work-dir/etl.py',
    arguments: ['--test-limit', '100', '--lakefs-branch', 'main'],
    sparkVersion: '3.5.8',
    image: 'registry.example/etl:1.0.0',
    serviceAccount: SparkServiceAccount.fromServiceAccountName('spark'),
    timeToLive: Duration.days(1),
    ...props,
  });
  job.with(lakefs.catalog('lakefs', { branch: 'main' }));
  return job;
}

/** A template with a parameter that has a released value, one that is a number, and one without a value. */
export function template(chart: Chart): RunTemplate {
  return new RunTemplate(chart, 'template', {
    application: application(),
    jobName: 'etl',
    parameters: [
      RunParameter.executorInstances(10),
      RunParameter.executorMemory(),
      RunParameter.textArgument('region', '--region'),
    ],
  });
}

/** An application that writes to no branch. */
export function plain(props: Partial<SparkApplicationProps> = {}): SparkApplication {
  return new SparkApplication(testChart(), 'job', {
    name: 'report',
    mainApplicationFile: 'local:///opt/spark/work-dir/report.py',
    arguments: ['--catalog', 'lake'],
    sparkVersion: '3.5.8',
    image: 'registry.example/report:1.0.0',
    serviceAccount: SparkServiceAccount.fromServiceAccountName('spark'),
    timeToLive: Duration.days(1),
    ...props,
  });
}

/** A template whose runs are not kept apart. */
export function plainTemplate(chart: Chart): RunTemplate {
  return new RunTemplate(chart, 'template', {
    application: plain(),
    isolation: RunIsolation.NONE,
    parameters: [RunParameter.executorInstances(10), RunParameter.textArgument('catalog', '--catalog')],
  });
}

export const nessie = new Nessie({ endpoint: 'http://nessie:19120' });

/** An application on branch `main` of Nessie. */
export function nessieJob(props: Partial<SparkApplicationProps> = {}): SparkApplication {
  return plain({ name: 'orders', arguments: ['--branch', 'main'], ...props }).with(
    nessie.catalog('lake', { branch: 'main' }),
  );
}

/** A template whose runs Nessie keeps apart. */
export function nessieTemplate(chart: Chart): RunTemplate {
  return new RunTemplate(chart, 'template', { application: nessieJob() });
}

/** A runner for runs on Nessie. */
export const nessieRunner = new Runner({
  image: 'registry.example/spark-runner:1.0.0',
  nessie,
  nessieToken: { secretName: 'nessie-runner' },
});

/** An application that writes two tables of a REST catalog, on main of each. */
export function icebergJob(props: Partial<SparkApplicationProps> = {}): SparkApplication {
  return plain({ name: 'orders', arguments: ['--branch', 'main'], ...props }).with(
    IcebergCatalog.rest('lake', {
      uri: 'http://polaris:8181/api/catalog',
      fileIo: FileIo.hadoop(
        new S3Store({ endpoint: 'http://minio:9000', keys: AccessKeys.fromSecret('minio') }).bucket('lake'),
      ),
    }),
    WriteAuditPublish.onBranch('main', { tables: ['lake.sales.orders', 'lake.sales.lines'] }),
  );
}

/** A template whose runs Iceberg's branches keep apart. */
export function icebergTemplate(chart: Chart): RunTemplate {
  return new RunTemplate(chart, 'template', { application: icebergJob() });
}

/** A runner for runs on Iceberg's branches. */
export const icebergRunner = new Runner({
  image: 'registry.example/spark-runner:1.0.0',
  icebergCatalog: {
    uri: 'http://polaris:8181/api/catalog',
    auth: RestAuth.token({ secretName: 'polaris-runner' }),
  },
});

/** A runner that knows no lakeFS. */
export const plainRunner = new Runner({ image: 'registry.example/spark-runner:1.0.0' });

export const MINIMAL: RunnerProps & { readonly lakefs: LakeFs } = {
  image: 'registry.example/spark-runner:1.0.0',
  lakefs,
};

/** A runner with every prop. */
export const ALL: Required<RunnerProps> = {
  ...MINIMAL,
  keys: AccessKeys.fromSecret('lakefs-runner-credentials'),
  imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
  nessie,
  nessieToken: { secretName: 'nessie-runner', tokenKey: 'bearer' },
  icebergCatalog: {
    uri: 'http://polaris:8181/api/catalog',
    warehouse: 'lake',
    auth: RestAuth.oauth2({
      secretName: 'polaris-runner',
      tokenUri: 'http://polaris:8181/api/catalog/v1/oauth/tokens',
      scope: 'PRINCIPAL_ROLE:ALL',
    }),
  },
  certificateAuthority: CertificateAuthority.fromSecret('company-ca'),
  timeout: Duration.hours(2),
  startTimeout: Duration.minutes(5),
};

export const runner = new Runner(MINIMAL);

/** A template whose runs must each be given something. */
export function requiringTemplate(chart: Chart): RunTemplate {
  return new RunTemplate(chart, 'template', {
    application: application({ arguments: ['--day', '2026-01-31'] }),
    jobName: 'etl',
    parameters: [
      RunParameter.dateArgument('day', '--day', { required: true, description: 'day that is loaded' }),
    ],
  });
}
