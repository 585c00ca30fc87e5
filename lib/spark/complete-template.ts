import { k8s } from 'cdk8s-plus-28';
import { defaultSecurityContext } from './default-security-context';
import type { SparkContribution } from './spark-feature';

/** What a template says by itself, in the form of the API; named are the fields that features bear on. */
export interface RenderedTemplate extends Record<string, unknown> {
  /** The driver. */
  readonly driver: RenderedPod;
  /** The executors. */
  readonly executor: RenderedPod;
  /** JARs, files and packages. */
  readonly deps?: object;
  /** Executors that come and go. */
  readonly dynamicAllocation?: { readonly enabled?: boolean };
  /** Hadoop settings. */
  readonly hadoopConf?: Readonly<Record<string, string>>;
}

interface RenderedPod extends Record<string, unknown> {
  readonly cores?: number;
  readonly memory?: string;
  readonly instances?: number;
  readonly env?: readonly k8s.EnvVar[];
}

/**
 * A template with what all features add to it, and with the defaults that the operator's webhook would give it
 * otherwise: the result must not depend on whether the webhook ran.
 *
 * @param hasWebhook whether a webhook completes the pods
 * @throws when a role and a feature set one variable differently
 */
export function completeTemplate(
  template: RenderedTemplate,
  contributed: Required<SparkContribution>,
  hasWebhook: boolean,
): Record<string, unknown> {
  const { sparkConf, packages, volumes, driverVolumeMounts, executorVolumeMounts } = contributed;
  const env = contributed.env.map(k8s.toJson_EnvVar) as k8s.EnvVar[];
  const dynamic = template.dynamicAllocation?.enabled === true;
  const security = (role: string, { securityContext, template: pod }: RenderedPod) =>
    securityContext === undefined ? defaultSecurityContext(role, pod, hasWebhook) : {};
  const instances = dynamic || 'spark.executor.instances' in sparkConf ? undefined : 1;
  return {
    ...template,
    ...(Object.keys(sparkConf).length > 0 && { sparkConf }),
    ...(packages.length > 0 && { deps: { ...template.deps, packages } }),
    ...(volumes.length > 0 && { volumes: volumes.map(k8s.toJson_Volume) }),
    driver: {
      ...completePod('driver', template.driver, sparkConf, env, driverVolumeMounts),
      ...security('driver', template.driver),
    },
    executor: {
      instances,
      ...completePod('executor', template.executor, sparkConf, env, executorVolumeMounts),
      ...security('executor', template.executor),
    },
  };
}

/** A setting of sparkConf stands in for a default, as it does for the operator's webhook. */
function completePod(
  role: string,
  pod: RenderedPod,
  sparkConf: Readonly<Record<string, string>>,
  env: readonly k8s.EnvVar[],
  volumeMounts: readonly k8s.VolumeMount[],
): RenderedPod {
  const all = mergedEnv(role, env, pod.env ?? []);
  return {
    cores: `spark.${role}.cores` in sparkConf ? undefined : 1,
    memory: `spark.${role}.memory` in sparkConf ? undefined : '1g',
    ...pod,
    ...(all.length > 0 && { env: all }),
    ...(volumeMounts.length > 0 && { volumeMounts: volumeMounts.map(k8s.toJson_VolumeMount) }),
  };
}

/** The variables of the features before the role's own, which may refer to them. */
function mergedEnv(role: string, shared: readonly k8s.EnvVar[], own: readonly k8s.EnvVar[]): k8s.EnvVar[] {
  const known = new Map(shared.map((variable) => [variable.name, variable]));
  const isKnown = ({ name }: k8s.EnvVar): boolean => known.has(name);
  const disagreeing = own
    .filter(isKnown)
    .filter((variable) => JSON.stringify(known.get(variable.name)) !== JSON.stringify(variable));
  if (disagreeing.length > 0) {
    const names = disagreeing.map(({ name }) => name).join(', ');
    throw new Error(
      `${role}.env sets ${names} to something else than a feature does; give it another name or leave it out`,
    );
  }
  return [...shared, ...own.filter((variable) => !isKnown(variable))];
}
