import type { k8s } from 'cdk8s-plus-28';
import { defaultSecurityContext } from './default-security-context';
import { partsFirst } from './env-variables';

/** An application as its parts say it, in the form of the API; named are the fields that defaults bear on. */
export interface RenderedTemplate extends Record<string, unknown> {
  /** Spark settings. */
  readonly sparkConf?: Readonly<Record<string, string>>;
  /** The driver. */
  readonly driver?: RenderedPod;
  /** The executors. */
  readonly executor?: RenderedPod;
  /** Executors that come and go. */
  readonly dynamicAllocation?: { readonly enabled?: boolean };
}

interface RenderedPod extends Record<string, unknown> {
  readonly env?: readonly k8s.EnvVar[];
  readonly securityContext?: object;
  readonly template?: PodTemplate;
}

interface PodTemplate {
  readonly spec?: { readonly containers?: readonly unknown[] };
}

/**
 * An application with the defaults that the operator and its webhook would give it otherwise: the result must not
 * depend on whether the webhook ran.
 *
 * @param rendered what its parts say
 * @param ownContexts roles whose security context the application says itself, and as a whole
 * @param hasWebhook whether a webhook completes the pods
 */
export function completeTemplate(
  rendered: RenderedTemplate,
  ownContexts: readonly string[],
  hasWebhook: boolean,
): Record<string, unknown> {
  const { sparkConf = {}, driver = {}, executor = {} } = rendered;
  const dynamic = rendered.dynamicAllocation?.enabled === true;
  const complete = (role: string, pod: RenderedPod): Record<string, unknown> => {
    const added = ownContexts.includes(role) ? {} : defaultSecurityContext(role, pod.template, hasWebhook);
    return {
      // A setting of sparkConf stands in for a default, as it does for the operator's webhook.
      cores: `spark.${role}.cores` in sparkConf ? undefined : 1,
      memory: `spark.${role}.memory` in sparkConf ? undefined : '1g',
      ...pod,
      ...(pod.template !== undefined && { template: withContainers(role, pod.template) }),
      ...added,
      ...(pod.env !== undefined && { env: partsFirst(pod.env) }),
      ...(pod.securityContext !== undefined && {
        securityContext: { ...added.securityContext, ...pod.securityContext },
      }),
    };
  };
  return {
    restartPolicy: { type: 'Never' },
    ...rendered,
    driver: complete('driver', driver),
    executor: {
      instances: dynamic || 'spark.executor.instances' in sparkConf ? undefined : 1,
      ...complete('executor', executor),
    },
  };
}

/** The operator writes missing containers as null, on which spark-submit ends. */
function withContainers(role: string, template: PodTemplate): PodTemplate {
  if (template.spec?.containers !== undefined) return template;
  return { ...template, spec: { ...template.spec, containers: [{ name: `spark-kubernetes-${role}` }] } };
}
