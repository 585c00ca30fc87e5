/** The parts of a SparkApplication that a run reads or sets. */
export interface ReleasedApplication {
  /** `sparkoperator.k8s.io/v1beta2`. */
  readonly apiVersion: string;
  /** `SparkApplication`. */
  readonly kind: string;
  /** Name of the job, and what its runs inherit. */
  readonly metadata: ReleasedMetadata;
  /** What runs. */
  readonly spec: ReleasedSpec;
}

/** Name of a job, and what its runs inherit. */
export interface ReleasedMetadata {
  /** Name of the job. */
  readonly name: string;
  /** Namespace of the runs. */
  readonly namespace?: string;
  /** Labels of each run. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of each run. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The parts of `spec` in which a branch can stand by itself; the rest may hold addresses. */
export interface ReleasedSpec {
  readonly [field: string]: unknown;
  /** Spark settings. */
  readonly sparkConf?: Readonly<Record<string, string>>;
  /** Arguments of the job. */
  readonly arguments?: readonly string[];
  /** The driver. */
  readonly driver?: Role;
  /** The executors. */
  readonly executor?: Role;
}

/** Driver or executors. */
export interface Role {
  readonly [field: string]: unknown;
  /** Variables. */
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  /** Number of executors. */
  readonly instances?: number;
}

/** The literal value of a variable that the driver gets. */
export function variable(spec: ReleasedSpec, name: string): string | undefined {
  return spec.driver?.env?.find((entry) => entry.name === name)?.value;
}
