import { k8s } from 'cdk8s-plus-28';
import { RESTRICTED_CONTAINER } from '../access/restricted';

/** 185 is the user of the Spark images. */
const RESTRICTED = k8s.toJson_SecurityContext({ ...RESTRICTED_CONTAINER, runAsUser: 185 }) as object;

interface Container {
  readonly name?: string;
}

interface PodTemplate {
  readonly spec?: { readonly containers?: readonly Container[] };
}

/**
 * The security context of a role that has none. It is a field that the operator's webhook puts on the pods; where there
 * is no webhook, it goes into the pod template, which Spark applies by itself.
 *
 * @param role driver or executor
 * @param template the pod template of the role, as rendered
 * @param hasWebhook whether a webhook completes the pods
 */
export function defaultSecurityContext(
  role: string,
  template: unknown,
  hasWebhook: boolean,
): { readonly securityContext?: object; readonly template?: unknown } {
  if (hasWebhook) return { securityContext: RESTRICTED };
  const name = `spark-kubernetes-${role}`;
  const given = (template ?? {}) as PodTemplate;
  const containers = given.spec?.containers ?? [];
  // As Spark does: the container of its own name, or else the first.
  const own = containers.find((container) => container.name === name) ?? containers[0];
  const restricted = { securityContext: RESTRICTED, ...(own ?? { name }) };
  const others = containers.filter((container) => container !== own);
  return { template: { ...given, spec: { ...given.spec, containers: [restricted, ...others] } } };
}
