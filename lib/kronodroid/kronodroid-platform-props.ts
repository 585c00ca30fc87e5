import type { SparkPermissions } from '../access/spark-permissions';
import type { AccessKeys } from '../credentials/access-keys';
import type { GitOps } from '../gitops/git-ops';
import type { LakeFs } from '../lakefs/lakefs';
import type { SparkOperatorProps } from '../operator/spark-operator-props';
import type { SparkNamespaceProps } from '../platform/spark-namespace-props';
import type { SparkDefaultsProps } from '../spark/defaults/spark-defaults-props';
import type { S3Store } from '../storage/s3-store';
import type { KronodroidJobSettings } from './kronodroid-iceberg-job-props';

/** One cluster of the Kronodroid platform: what `clusters/<name>.ts` holds. */
export interface KronodroidPlatformProps {
  /**
   * Namespaces in which jobs run; the Kronodroid job runs in the first. All but `default` are made by the platform. None:
   * the operator watches all, and the job runs in `default`.
   * @default ['default']
   */
  readonly jobNamespaces?: string[];
  /**
   * Of the job namespaces those that are made as a `SparkNamespace`, each in a file of its own: with a quota, limits, priorities,
   * policies of the network and an admission policy. Unless they say otherwise, their drivers have the `permissions` of the platform,
   * and their controller is that of its operator.
   * @default - none: job namespaces have Pod Security and accounts
   */
  readonly namespaces?: SparkNamespaceProps[];
  /**
   * What the job and other applications in the platform get (`SparkDefaults`).
   * @default - nothing
   */
  readonly defaults?: SparkDefaultsProps;
  /**
   * The release of the operator; whatever it does not name itself of namespaces of jobs, account of drivers and folder comes
   * from the platform.
   * @default - the release with its own defaults
   */
  readonly operator?: SparkOperatorProps;
  /**
   * What the accounts of drivers may do in their namespaces. Claims on demand need `SparkPermissions.CHART`.
   * @default SparkPermissions.PODS_ONLY
   */
  readonly permissions?: SparkPermissions;
  /**
   * The store of the raw data.
   * @default - `http://minio:9000` with the Secret `minio-credentials`
   */
  readonly minio?: S3Store;
  /**
   * The repository of the tables.
   * @default - `kronodroid` at `http://lakefs:8000` with the Secret `lakefs-credentials`
   */
  readonly lakefs?: LakeFs;
  /**
   * The job. Its namespace, accounts, `minio` and `lakefs` are those of the platform.
   * @default - the job with its own defaults
   */
  readonly job?: KronodroidJobSettings;
  /**
   * Whether the application in `run/` is a run as pipelines make it: on a branch of its own, which has its name and is
   * made before it starts. The job itself is then in the template alone.
   * @default false, the application is the job itself, on the branch of the job
   */
  readonly isolateRun?: boolean;
  /**
   * Image of the program that performs the runs of a pipeline, built from `runner/Dockerfile`.
   * @default - `localhost/kronodroid/spark-runner` of the same version as this package, which is loaded onto the nodes
   */
  readonly runnerImage?: string;
  /**
   * Namespace of the steps that start runs, with their account and their keys of lakeFS. One without jobs keeps both
   * out of the reach of drivers. Like the job namespaces it is made by the platform.
   * @default - that of the job
   */
  readonly stepNamespace?: string;
  /**
   * Keys of lakeFS for the steps, which make, merge and delete branches; the job needs to write branches only.
   * @default - those of `lakefs`
   */
  readonly stepKeys?: AccessKeys;
  /**
   * What applies the cluster from Git, stage by stage. The operator is then delivered by it too.
   * @default - nothing: folders are applied by hand, and the values given to helm
   */
  readonly gitOps?: GitOps;
  /**
   * Whether the API server refuses applications and pods of drivers in the job namespaces that have other accounts,
   * images or powers than the jobs of the app (`SparkAdmissionPolicy`); those of `namespaces` have policies of their own. Needs
   * Kubernetes 1.30.
   * @default false
   */
  readonly admissionPolicy?: boolean;
}
