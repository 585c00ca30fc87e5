export { ExecutorServiceAccount, type ExecutorServiceAccountProps } from './access/executor-service-account';
export { SparkPermissions } from './access/spark-permissions';
export { SparkServiceAccount, type SparkServiceAccountProps } from './access/spark-service-account';
export { type ISparkServiceAccount } from './access/spark-service-account-ref';
export { AccessKeys, type AccessKeysProps } from './credentials/access-keys';
export { runName, RUN_ID_ANNOTATION } from './spark/run-name';
export { type SparkConfEntry } from './spark/spark-conf';
export { SparkFeature, type SparkContribution } from './spark/spark-feature';
export { SparkWorkload } from './spark/spark-workload';
