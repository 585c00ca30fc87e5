export * as pod from '../imports/pod';
export { BoundServiceAccount, type BoundServiceAccountProps } from './access/bound-service-account';
export { ExecutorServiceAccount, type ExecutorServiceAccountProps } from './access/executor-service-account';
export { SparkPermissions } from './access/spark-permissions';
export {
  SparkServiceAccount,
  type ServiceAccountReferenceOptions,
  type SparkServiceAccountProps,
} from './access/spark-service-account';
export { type ISparkServiceAccount } from './access/spark-service-account-ref';
export { ClusterApp, type ClusterAppProps } from './app/cluster-app';
export { ManifestFile, type ManifestFileProps } from './app/manifest-file';
export { OutputFile, type OutputFileProps } from './app/output-file';
export { Release, type ReleaseProps } from './chart/release';
export { AccessKeys, type AccessKeysProps } from './credentials/access-keys';
export { Credentials, type AssumedRoleProps } from './credentials/credentials';
export { JobSecret, SecretUse, type JobSecretProps } from './credentials/job-secret';
export {
  SecretOrigin,
  SecretStore,
  type CsiSecretProps,
  type ExternalSecretProps,
} from './credentials/secret-origin';
export { CertificateAuthority, type TrustManagerProps } from './storage/certificate-authority';
export { CsiSecrets } from './storage/csi-secrets';
export {
  PodIdentity,
  type AzureWorkloadIdentityProps,
  type IrsaProps,
  type WebIdentityProps,
} from './credentials/pod-identity';
export { AccessKeysTemplate, type AccessKeysTemplateProps } from './credentials/access-keys-template';
export { ArchitectureDiagram } from './diagram/architecture-diagram';
export { type JobSize, type PodSize, type TotalSize } from './manifest/job-size';
export {
  type GlueCatalogProps,
  type HadoopCatalogProps,
  type HiveCatalogProps,
  type JdbcCatalogProps,
  type RestCatalogProps,
} from './iceberg/catalog-kinds';
export { FileIo } from './iceberg/file-io';
export {
  IcebergCatalog,
  type IcebergCatalogDefinition,
  type IcebergCatalogProps,
} from './iceberg/iceberg-catalog';
export {
  LakeFs,
  type DocumentedRestCatalogProps,
  type LakeFsProps,
  type LakeFsRestCatalogProps,
  type LakeFsViewCatalogProps,
} from './lakefs/lakefs';
export { LakeFsCatalog, type LakeFsCatalogProps } from './lakefs/lakefs-catalog';
export {
  RestAuth,
  type BasicAuthProps,
  type OAuth2Props,
  type SigV4Props,
  type TokenAuthProps,
} from './iceberg/rest-auth';
export { ArgoCdGitOps, type ArgoCdGitOpsProps } from './gitops/argo-cd-git-ops';
export { FluxGitOps, type FluxGitOpsProps } from './gitops/flux-git-ops';
export { GitOps } from './gitops/git-ops';
export { type GitOpsProps } from './gitops/git-ops-props';
export { Stage } from './gitops/stage';
export { WriteAuditPublish, type WriteAuditPublishProps } from './iceberg/write-audit-publish';
export { KronodroidIcebergJob, type KronodroidIcebergJobParts } from './kronodroid/kronodroid-iceberg-job';
export {
  type KronodroidIcebergJobPartsProps,
  type KronodroidIcebergJobProps,
  type KronodroidJobSettings,
} from './kronodroid/kronodroid-iceberg-job-props';
export { KronodroidPlatform } from './kronodroid/kronodroid-platform';
export { type KronodroidPlatformProps } from './kronodroid/kronodroid-platform-props';
export { LakeFsCatalogKind } from './lakefs/lakefs-catalog-kind';
export { type ChartAccess } from './operator/chart-access';
export { type ChartImage, type OperatorImage } from './operator/chart-image';
export {
  type BatchScheduling,
  type ControllerProps,
  FeatureGate,
  type Profiling,
  TimestampPrecision,
  type WorkQueue,
} from './operator/controller-props';
export { Nessie, type NessieCatalogProps, type NessieProps } from './nessie/nessie';
export { NessieCatalog } from './nessie/nessie-catalog';
export { ArgoCdDelivery, type ArgoCdDeliveryProps } from './operator/delivery/argo-cd-delivery';
export { ChartSource } from './operator/delivery/chart-source';
export { FluxDelivery, type FluxDeliveryProps } from './operator/delivery/flux-delivery';
export { ManifestsDelivery, type ManifestsDeliveryProps } from './operator/delivery/manifests-delivery';
export { HelmDelivery } from './operator/helm-delivery';
export { HelmValues, type HelmValuesProps } from './operator/helm-values';
export { type MetricsProps, type PodMonitor } from './operator/metrics-props';
export {
  type DisruptionBudget,
  LogEncoder,
  LogLevel,
  type OperatorPodProps,
} from './operator/operator-pod-props';
export { type PlacementProps } from './operator/placement-props';
export { SparkOperator } from './operator/spark-operator';
export {
  type CrdUpgradeHook,
  type SparkOperatorProps,
  type SparkOperatorSettings,
} from './operator/spark-operator-props';
export { type ISparkOperator } from './operator/spark-operator-ref';
export { type UIIngress, type UIProps } from './operator/ui-props';
export {
  type CertificateIssuer,
  type CertManager,
  FailurePolicy,
  type WebhookProps,
} from './operator/webhook-props';
export {
  KfpComponent,
  type KfpComponentDefinition,
  type KfpComponentProps,
  type KfpInput,
} from './pipeline/kfp-component';
export { KfpPromoteComponent } from './pipeline/kfp-promote-component';
export { KfpRunComponent } from './pipeline/kfp-run-component';
export { RunAirflowDag, type RunAirflowDagProps } from './pipeline/run-airflow-dag';
export { RunCronJob, type RunCronJobProps } from './pipeline/run-cron-job';
export { RunIsolation } from './runs/run-isolation';
export { ParameterType, type DateLimits, type NumberLimits, type TextLimits } from './runs/parameter-type';
export {
  RunParameter,
  type DateArgumentOptions,
  type ImageTagOptions,
  type NumberArgumentOptions,
  type ParameterOptions,
  type TextArgumentOptions,
  type TypedParameterOptions,
} from './runs/run-parameter';
export { RunSubmitter, type RunSubmitterProps } from './pipeline/run-submitter';
export { RunTemplate, type RunTemplateProps } from './pipeline/run-template';
export { RunResourceWorkflow, type RunResourceWorkflowProps } from './pipeline/run-resource-workflow';
export { RunWorkflow, type RunWorkflowProps } from './pipeline/run-workflow';
export { Runner, type RunnerCatalogProps, type RunnerProps } from './pipeline/runner';
export { SparkAdmissionPolicy, type SparkAdmissionPolicyProps } from './platform/spark-admission-policy';
export { SparkNamespace } from './platform/spark-namespace';
export {
  NamespacePart,
  type LeftOut,
  type NamespaceQuota,
  type ServerAddress,
  type SparkNamespaceProps,
  type SparkPriority,
} from './platform/spark-namespace-props';
export { NamespaceSize } from './platform/namespace-size';
export { Rules } from './rules/doors/acknowledge';
export { SparkDefaults } from './spark/defaults/spark-defaults';
export { type SparkDefaultsProps } from './spark/defaults/spark-defaults-props';
export { CheckedObject } from './rules/own/checked-object';
export { type IRule, type RuleProblem, RuleSeverity } from './rules/own/i-rule';
export { RuleTest } from './rules/own/rule-test';
export { BatchScheduler, type BatchSchedulerOptions } from './spark/batch-scheduler';
export { type Dependencies } from './spark/dependencies';
export { type DynamicAllocation } from './spark/dynamic-allocation';
export { type Monitoring, type PrometheusMonitoring } from './spark/monitoring';
export { PythonFile } from './spark/python-file';
export {
  RestartPolicy,
  type AlwaysRestartOptions,
  type OnFailureRestartOptions,
} from './spark/restart-policy';
export { RunName } from './runs/run-name';
export { Schedule } from './spark/schedule';
export {
  ConcurrencyPolicy,
  ScheduledSparkApplication,
  type ScheduledSparkApplicationProps,
} from './spark/scheduled-spark-application';
export { SparkApplication, type SparkApplicationProps } from './spark/spark-application';
export {
  PythonVersion,
  SparkApplicationType,
  type SparkApplicationTemplate,
} from './spark/spark-application-template';
export { type SparkConfEntry } from './spark/spark-conf';
export { type SparkApplicationSettings } from './spark/spark-application-settings';
export { type SparkContribution } from './spark/spark-contribution';
export { SparkFeature } from './spark/spark-feature';
export { SparkJar } from './spark/spark-jar';
export { type SparkObjectProps } from './spark/spark-object-props';
export {
  SparkSecretType,
  type ConfigMapMount,
  type DriverProps,
  type ExecutorProps,
  type Gpu,
  type SecretKeyReference,
  type SecretMount,
  type SparkContainerPort,
  type SparkPodProps,
} from './spark/spark-pod-props';
export { SparkRuntime, type SparkRuntimeProps } from './spark/spark-runtime';
export { type DriverIngressOptions, type SparkUIOptions } from './spark/spark-ui-options';
export { SparkWorkload } from './spark/spark-workload';
export { LakeFsRepository } from './lakefs/lakefs-repository';
export { AzureStorage, type AzureStorageProps } from './storage/azure-storage';
export { GoogleStorage, type GoogleStorageProps } from './storage/google-storage';
export { S3Bucket } from './storage/s3-bucket';
export { S3Store } from './storage/s3-store';
export { type S3ClientProps, type S3StoreProps } from './storage/s3-store-props';
export { S3aDefaults } from './storage/s3a-defaults';
