import type { k8s } from 'cdk8s-plus-28';
import type { ISparkServiceAccount } from '../access/spark-service-account-ref';
import type { SparkPermissions } from '../access/spark-permissions';
import type { PodIdentity } from '../credentials/pod-identity';

/** Where a server is, for policies of the network: they know addresses, and no names. */
export interface ServerAddress {
  /** Addresses of the server as pods reach it, after the translation of a Service: `10.0.7.0/24`. */
  readonly cidrs: string[];
  /**
   * Its port there.
   * @default - that of the setting
   */
  readonly port?: number;
}

/** A priority of pods. */
export interface SparkPriority {
  /** Name of the PriorityClass, which belongs to the whole cluster. */
  readonly name: string;
  /** The higher, the earlier; at most 1,000,000,000. */
  readonly value: number;
  /**
   * Whether its pods may take the place of others.
   * @default true
   */
  readonly preempts?: boolean;
}

/** How much of the cluster the namespace may use. */
export interface NamespaceQuota {
  /**
   * Most pods.
   * @default - no limit
   */
  readonly pods?: number;
  /**
   * Most CPUs that pods request together.
   * @default - no limit
   */
  readonly cpu?: number;
  /**
   * Most memory that pods request together, in MiB.
   * @default - no limit
   */
  readonly memory?: number;
}

/** Parts of a namespace that can be left out. */
export enum NamespacePart {
  /** The Namespace itself, which exists then. */
  NAMESPACE = 'namespace',
  /** Policies of the network. */
  NETWORK_POLICIES = 'network-policies',
  /** The admission policy. */
  ADMISSION_POLICY = 'admission-policy',
  /** The LimitRange. */
  LIMIT_RANGE = 'limit-range',
  /** The quota. */
  QUOTA = 'quota',
}

/** Why a part is left out. */
export interface LeftOut {
  /** The part. */
  readonly part: NamespacePart;
  /** Why it is not needed; it stands as an annotation on the Namespace. */
  readonly reason: string;
}

/** A namespace for Spark jobs. */
export interface SparkNamespaceProps {
  /** Name of the namespace. */
  readonly name: string;
  /**
   * Labels of the Namespace beside those of Pod Security: team, cost centre.
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Keys of labels that every Spark application in the namespace must have, hand-written ones included; they stand as an
   * annotation on the Namespace, where `check` finds them too (rule `label-missing`).
   * @default - none
   */
  readonly requiredLabels?: string[];
  /**
   * Version of Pod Security `restricted` that is enforced, `v1.34`.
   * @default 'latest'
   */
  readonly podSecurityVersion?: string;
  /**
   * What drivers may do. Claims on demand need `SparkPermissions.CHART`.
   * @default SparkPermissions.PODS_ONLY
   */
  readonly permissions?: SparkPermissions;
  /**
   * Who the pods of both accounts are for a cloud.
   * @default - nobody
   */
  readonly identity?: PodIdentity;
  /**
   * An account of drivers that exists.
   * @default - the account `spark` is made
   */
  readonly driverAccount?: ISparkServiceAccount;
  /**
   * An account of executors that exists.
   * @default - the account `spark-executor` is made
   */
  readonly executorAccount?: ISparkServiceAccount;
  /**
   * How much of the cluster the namespace may use; the jobs of the app must fit in, one by one.
   * @default - all of its jobs at once, as large as they may grow; no quota where one has no limit
   */
  readonly quota?: NamespaceQuota;
  /**
   * Priorities that its jobs may use. A PriorityClass belongs to the cluster: give one to one namespace, and its name to the
   * others.
   * @default - none
   */
  readonly priorities?: SparkPriority[];
  /**
   * Addresses of servers by the host that jobs name them by. Services of the cluster and hosts of the internet need none.
   * @default - none
   */
  readonly servers?: Readonly<Record<string, ServerAddress>>;
  /**
   * Addresses of the API server.
   * @default - any, at ports 443 and 6443
   */
  readonly apiServer?: ServerAddress;
  /**
   * Who else may reach the pods of Spark: Prometheus, an Ingress.
   * @default - nobody
   */
  readonly allowFrom?: k8s.NetworkPolicyPeer[];
  /**
   * Account of the operator's controller, for the admission policy.
   * @default - `spark-operator-controller` in `spark-operator`
   */
  readonly controller?: ISparkServiceAccount;
  /**
   * Images that the admission policy allows beside those of the jobs of the app.
   * @default - none
   */
  readonly images?: string[];
  /**
   * Parts that somebody else cares for, each with the reason.
   * @default - none
   */
  readonly leftOut?: LeftOut[];
}
