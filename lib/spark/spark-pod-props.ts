import type { Duration, Size } from 'cdk8s';
import type { Cpu, k8s, Protocol } from 'cdk8s-plus-28';
import type * as pod from '../../imports/pod';
import type { ISparkServiceAccount } from '../access/spark-service-account-ref';

/**
 * What driver and executors have in common. Fields marked *webhook* take effect only where the operator's webhook
 * covers the namespace.
 */
export interface SparkPodProps {
  /**
   * Cores that Spark schedules tasks on, a whole number. The CPU request of the pod unless `coreRequest` is set.
   * @default 1
   */
  readonly cores?: number;
  /**
   * CPU request, where it is not `cores`: a fraction, for example.
   * @default - cores
   */
  readonly coreRequest?: Cpu;
  /**
   * CPU limit, at least the request.
   * @default - none
   */
  readonly coreLimit?: Cpu;
  /**
   * Heap of the JVM, in whole MiB. The pod gets this and the overhead.
   * @default Size.gibibytes(1)
   */
  readonly memory?: Size;
  /**
   * Memory beside the heap, in whole MiB: Python, native libraries.
   * @default - memoryOverheadFactor times memory, at least 384 MiB
   */
  readonly memoryOverhead?: Size;
  /**
   * Memory limit of the pod, in whole MiB, at least memory and overhead. (webhook)
   * @default - the request
   */
  readonly memoryLimit?: Size;
  /**
   * GPUs. (webhook)
   * @default - none
   */
  readonly gpu?: Gpu;
  /**
   * Image of this role.
   * @default - the image of the application
   */
  readonly image?: string;
  /**
   * Options of the JVM. They replace `spark.driver.extraJavaOptions` and its like in sparkConf.
   * @default - none
   */
  readonly javaOptions?: string;
  /**
   * Labels of the pods, on top of the application's own.
   * @default - those of the application
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Annotations of the pods.
   * @default - none
   */
  readonly annotations?: Readonly<Record<string, string>>;
  /**
   * Environment variables, after those of the features. (webhook)
   * @default - those of the features
   */
  readonly env?: k8s.EnvVar[];
  /**
   * ConfigMaps and Secrets whose keys all become variables. (webhook)
   * @default - none
   */
  readonly envFrom?: k8s.EnvFromSource[];
  /**
   * Environment variables by name. The operator prefers `env`.
   * @default - none
   */
  readonly envVars?: Readonly<Record<string, string>>;
  /**
   * Environment variables from Secrets, by name, without the webhook. The operator prefers `env`.
   * @default - none
   */
  readonly envSecretKeyRefs?: Readonly<Record<string, SecretKeyReference>>;
  /**
   * Secrets that are mounted.
   * @default - none
   */
  readonly secrets?: SecretMount[];
  /**
   * ConfigMaps that are mounted. (webhook)
   * @default - none
   */
  readonly configMaps?: ConfigMapMount[];
  /**
   * Mounts of `volumes`. (webhook, unless the volume is called `spark-local-dir-...`)
   * @default - those of the features
   */
  readonly volumeMounts?: pod.VolumeMount[];
  /**
   * Further ports of the Spark container. (webhook)
   * @default - none
   */
  readonly ports?: SparkContainerPort[];
  /**
   * Labels of the nodes to run on. (webhook)
   * @default - any node
   */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /**
   * Rules for the nodes to run on. (webhook)
   * @default - none
   */
  readonly affinity?: pod.Affinity;
  /**
   * How the pods are spread over nodes and zones. They go to the pod template, so the webhook is not needed. Select
   * them by a label of `labels`.
   * @default - as the scheduler does by itself
   */
  readonly topologySpreadConstraints?: k8s.TopologySpreadConstraint[];
  /**
   * Taints that the pods bear. (webhook)
   * @default - none
   */
  readonly tolerations?: k8s.Toleration[];
  /**
   * Priority class. (webhook)
   * @default - the cluster's default
   */
  readonly priorityClassName?: string;
  /**
   * Scheduler; a `batchScheduler` wins. (webhook)
   * @default - the cluster's default
   */
  readonly schedulerName?: string;
  /**
   * Security context of the Spark container; replaces the default as a whole, `{}` for none. (webhook)
   * Where a release of the app has its webhook off for the namespace, the default is in the pod template instead.
   * @default - user 185 and never root, no privilege escalation, all capabilities dropped, seccomp RuntimeDefault:
   * what the Pod Security level `restricted` asks for
   */
  readonly securityContext?: pod.SecurityContext;
  /**
   * Security context of the pod. (webhook)
   * @default - none
   */
  readonly podSecurityContext?: pod.PodSecurityContext;
  /**
   * Containers that run before Spark's. (webhook)
   * @default - none
   */
  readonly initContainers?: pod.Container[];
  /**
   * Containers beside Spark's. (webhook)
   * @default - none
   */
  readonly sidecars?: pod.Container[];
  /**
   * Hooks of the Spark container. (webhook)
   * @default - none
   */
  readonly lifecycle?: pod.Lifecycle;
  /**
   * Time to stop in, in whole seconds. (webhook)
   * @default Duration.seconds(30)
   */
  readonly terminationGracePeriod?: Duration;
  /**
   * Whether the containers of a pod see each other's processes. (webhook)
   * @default false
   */
  readonly shareProcessNamespace?: boolean;
  /**
   * Whether the pods use the network of their node. (webhook)
   * @default false
   */
  readonly hostNetwork?: boolean;
  /**
   * Lines for /etc/hosts. (webhook)
   * @default - none
   */
  readonly hostAliases?: k8s.HostAlias[];
  /**
   * DNS settings. (webhook)
   * @default - those of the cluster
   */
  readonly dnsConfig?: k8s.PodDnsConfig;
  /**
   * Pod template that Spark starts from, without the webhook. Its Spark container must be called
   * `spark-kubernetes-driver` or `spark-kubernetes-executor`.
   * @default - none
   */
  readonly template?: pod.PodTemplateSpec;
  /**
   * Account of the pods.
   * @default - the application's account for the driver; for executors that of the driver
   */
  readonly serviceAccount?: ISparkServiceAccount;
}

/** The driver. */
export interface DriverProps extends SparkPodProps {
  /**
   * Name of the driver pod.
   * @default - the name of the application and `-driver`
   */
  readonly podName?: string;
  /**
   * URL of the API server as the driver sees it.
   * @default 'https://kubernetes.default.svc'
   */
  readonly kubernetesMaster?: string;
  /**
   * Labels of the driver's headless Service.
   * @default - none
   */
  readonly serviceLabels?: Readonly<Record<string, string>>;
  /**
   * Annotations of the driver's headless Service.
   * @default - none
   */
  readonly serviceAnnotations?: Readonly<Record<string, string>>;
}

/** The executors. */
export interface ExecutorProps extends SparkPodProps {
  /**
   * How many, 1 or more.
   * @default 1 - with dynamic allocation, what that says
   */
  readonly instances?: number;
  /**
   * Whether pods of ended executors are deleted. Keep them to look for a cause.
   * @default true
   */
  readonly deleteOnTermination?: boolean;
}

/** GPUs of one pod. */
export interface Gpu {
  /** Resource name, for example `nvidia.com/gpu`. */
  readonly name: string;
  /** How many, 1 or more. */
  readonly quantity: number;
}

/** One key of a Secret. */
export interface SecretKeyReference {
  /** Name of the Secret. */
  readonly name: string;
  /** Key in the Secret. */
  readonly key: string;
}

/** What a mounted Secret holds. */
export enum SparkSecretType {
  /** A key of a Google service account, `key.json`; sets GOOGLE_APPLICATION_CREDENTIALS. */
  GCP_SERVICE_ACCOUNT = 'GCPServiceAccount',
  /** A Hadoop delegation token, `hadoop.token`; sets HADOOP_TOKEN_FILE_LOCATION. */
  HADOOP_DELEGATION_TOKEN = 'HadoopDelegationToken',
  /** Anything else. */
  GENERIC = 'Generic',
}

/** A mounted Secret. */
export interface SecretMount {
  /** Name of the Secret. */
  readonly name: string;
  /** Where it is mounted. */
  readonly path: string;
  /**
   * What it holds.
   * @default SparkSecretType.GENERIC
   */
  readonly secretType?: SparkSecretType;
}

/** A mounted ConfigMap. */
export interface ConfigMapMount {
  /** Name of the ConfigMap: no dots, 59 characters or less, since the volume is called after it. */
  readonly name: string;
  /** Where it is mounted. */
  readonly path: string;
}

/** A port of the Spark container. */
export interface SparkContainerPort {
  /** Name of the port. */
  readonly name: string;
  /** Its number. */
  readonly containerPort: number;
  /**
   * Its protocol.
   * @default Protocol.TCP
   */
  readonly protocol?: Protocol;
}
