import type { k8s } from 'cdk8s-plus-28';

/** What driver and executors need beside the settings of a client. It has the form of what a feature contributes. */
export interface PodAccess {
  /** Variables. */
  readonly env?: k8s.EnvVar[];
  /** Volumes of the application. */
  readonly volumes?: k8s.Volume[];
  /** What both pods get. */
  readonly pods?: {
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
    readonly javaOptions?: string;
    readonly volumeMounts?: k8s.VolumeMount[];
  };
}

/** A client: what it is told, and what its pods need. */
export interface ClientAccess extends PodAccess {
  /** Its options, without the prefix of the store or catalog. */
  readonly options: Readonly<Record<string, string>>;
}

/** Both of them. */
export function together(one: PodAccess, other: PodAccess): PodAccess {
  return {
    env: both(one.env, other.env),
    volumes: both(one.volumes, other.volumes),
    pods: {
      ...one.pods,
      ...other.pods,
      volumeMounts: both(one.pods?.volumeMounts, other.pods?.volumeMounts),
    },
  };
}

/** Undefined when there is nothing: an empty list would be rendered. */
function both<T>(one: T[] = [], other: T[] = []): T[] | undefined {
  return one.length + other.length > 0 ? [...one, ...other] : undefined;
}
