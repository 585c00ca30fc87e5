import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Size } from 'cdk8s';
import { Cpu, k8s } from 'cdk8s-plus-28';
import {
  AccessKeys,
  type ClusterApp,
  ExecutorServiceAccount,
  KronodroidIcebergJob,
  LakeFs,
  LakeFsCatalogKind,
  ManifestFile,
  PythonFile,
  S3Store,
  type ServerAddress,
  SparkApplication,
  type SparkApplicationProps,
  SparkDefaults,
  SparkNamespace,
  SparkOperator,
  SparkServiceAccount,
} from '../../../lib';
import { runtimes, small } from './small';

export const [TEAM, STORES, SIZES] = ['e2e-team', 'e2e-stores', 'e2e-sizes'];

const OWNER = 'example.com/owner';

/** Keeps its executors for as long as they are looked at. */
const IDLE = PythonFile.inline('idle.py', readFileSync(join(__dirname, '../idle.py'), 'utf8'));

const keys = (name: string): AccessKeys => AccessKeys.fromSecret(name);

/** Jobs of all sizes: what they say of memory, overhead, cores and executors. */
export const SIZED: Readonly<Record<string, Partial<SparkApplicationProps>>> = {
  usual: {},
  // No program of Python for Spark, which gives it less memory beside the heap: it starts one by itself.
  jvm: {
    mainApplicationFile: 'local:///opt/spark/jars/spark-core_2.12-3.5.8.jar',
    mainClass: 'org.apache.spark.deploy.PythonRunner',
    arguments: [IDLE.mainApplicationFile.replace('local://', ''), ''],
  },
  overhead: {
    driver: { ...small, memory: Size.mebibytes(700), memoryOverhead: Size.mebibytes(500) },
    executor: { ...small, memory: Size.mebibytes(1100), memoryOverhead: Size.mebibytes(100) },
  },
  factor: {
    memoryOverheadFactor: 0.55,
    driver: { ...small, memory: Size.mebibytes(1111) },
    executor: { ...small, memory: Size.mebibytes(777), instances: 2 },
  },
  cores: {
    driver: { ...small, coreLimit: Cpu.millis(1500) },
    executor: { cores: 3, coreLimit: Cpu.units(4), instances: 2 },
  },
  dynamic: {
    dynamicAllocation: { initialExecutors: 2, minExecutors: 1, maxExecutors: 4 },
  },
  settings: {
    sparkConf: {
      'spark.executor.memory': '900m',
      'spark.executor.cores': '2',
      'spark.executor.instances': '3',
      'spark.executor.memoryOverheadFactor': '0.25',
      'spark.executor.pyspark.memory': '256m',
      'spark.memory.offHeap.enabled': 'true',
      'spark.memory.offHeap.size': '64m',
    },
    executor: {},
  },
  sidecar: {
    driver: {
      ...small,
      memoryLimit: Size.gibibytes(3),
      sidecars: [
        {
          name: 'beside',
          image: runtimes.spark35.image,
          command: ['sleep', '600'],
          resources: {
            requests: { cpu: k8s.Quantity.fromString('30m'), memory: k8s.Quantity.fromString('48Mi') },
            limits: { memory: k8s.Quantity.fromString('96Mi') },
          },
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    },
  },
};

/** A team with its namespace and the Kronodroid job, stores in another one, and jobs to be measured in a third. */
export function team(app: ClusterApp, apiServer: ServerAddress): Record<string, SparkApplication> {
  SparkDefaults.of(app).add({ labels: { [OWNER]: 'data' } });
  const file = new ManifestFile(app, 'team', { folder: 'apply' });
  const namespace = new SparkNamespace(file, 'namespace', {
    name: TEAM,
    requiredLabels: [OWNER],
    apiServer,
    // Room for one job, and for pods that look at it.
    quota: { pods: 10, cpu: 0.75, memory: 9000 },
  });
  const measured = new ManifestFile(app, 'measured', { folder: 'apply', namespace: SIZES });
  const serviceAccount = new SparkServiceAccount(measured, 'spark');
  const executors = new ExecutorServiceAccount(measured, 'spark-executor');
  new SparkOperator(app, 'operator', {
    jobNamespaces: [TEAM, SIZES],
    driverServiceAccount: namespace.driverAccount,
    folder: 'helm',
  });
  const inTeam = {
    namespace: TEAM,
    serviceAccount: namespace.driverAccount,
    driver: small,
    // Policies lag behind new pods: an executor that asks its driver before it may ends, and another one comes.
    sparkConf: { 'spark.executor.maxNumFailures': '30' },
  };
  new KronodroidIcebergJob(new ManifestFile(app, 'kronodroid', { folder: 'run' }), 'job', {
    ...inTeam,
    executorServiceAccount: namespace.executorAccount,
    executor: small,
    catalogKind: LakeFsCatalogKind.OPEN_SOURCE,
    runtime: runtimes.spark35,
    minio: new S3Store({ endpoint: `http://minio.${STORES}:9000`, keys: keys('minio-credentials') }),
    lakefs: new LakeFs({
      endpoint: `http://lakefs.${STORES}:8000`,
      repository: 'kronodroid',
      keys: keys('lakefs-credentials'),
    }),
  });
  for (const name of ['first', 'second']) {
    new SparkApplication(new ManifestFile(app, name, { folder: name }), 'job', {
      ...inTeam,
      name,
      runtime: runtimes.spark35,
      mainApplicationFile: IDLE.mainApplicationFile,
      executor: { ...small, instances: 2, serviceAccount: namespace.executorAccount },
      timeToLive: Duration.days(1),
    }).with(IDLE);
  }
  return Object.fromEntries(
    Object.entries(SIZED).map(([name, props]) => {
      const own = new SparkApplication(
        new ManifestFile(app, name, { folder: 'sizes', namespace: SIZES }),
        name,
        {
          name,
          runtime: runtimes.spark35,
          mainApplicationFile: IDLE.mainApplicationFile,
          serviceAccount,
          ...props,
          driver: { ...small, ...props.driver },
          executor: { ...(props.executor ?? small), serviceAccount: executors },
        },
      );
      return [name, own.with(IDLE)];
    }),
  );
}
