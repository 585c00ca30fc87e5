import { k8s } from 'cdk8s-plus-28';
import { FailurePolicy, LogLevel, type SparkOperatorProps } from './spark-operator-props';

/** The values of the chart for these props; what the props decide is always written out. */
export function renderValues(props: SparkOperatorProps): Record<string, unknown> {
  const { controller = {}, webhook = {}, metrics = {}, driverServiceAccount } = props;
  const values = {
    controller: {
      replicas: controller.replicas ?? 1,
      workers: controller.workers ?? 10,
      logLevel: controller.logLevel ?? LogLevel.INFO,
      batchScheduler: { enable: controller.batchScheduler ?? false },
      ...resources(controller.resources),
    },
    webhook: {
      enable: webhook.enabled ?? true,
      replicas: webhook.replicas ?? 1,
      port: webhook.port ?? 9443,
      failurePolicy: webhook.failurePolicy ?? FailurePolicy.FAIL,
      ...resources(webhook.resources),
    },
    spark: {
      jobNamespaces: [...(props.jobNamespaces ?? ['default'])],
      serviceAccount:
        driverServiceAccount === undefined
          ? { create: true }
          : { create: false, name: driverServiceAccount.serviceAccountName },
      rbac: { create: driverServiceAccount === undefined },
    },
    prometheus: { metrics: { enable: metrics.enabled ?? true, port: metrics.port ?? 8080 } },
  };
  // A copy: what a caller changes later must not change half of the release.
  return structuredClone(merge(values, props.extraValues ?? {}));
}

function resources(requirements: k8s.ResourceRequirements | undefined): Record<string, unknown> {
  return requirements === undefined ? {} : { resources: k8s.toJson_ResourceRequirements(requirements) };
}

/** As Helm merges: objects are merged, everything else is replaced. */
function merge(
  base: Record<string, unknown>,
  extra: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged = { ...base };
  for (const [key, value] of Object.entries(extra)) {
    const present = merged[key];
    merged[key] = isObject(present) && isObject(value) ? merge(present, value) : value;
  }
  return merged;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
