import type { k8s } from 'cdk8s-plus-28';

/** What Pod Security `restricted` asks of a pod. */
export const RESTRICTED_POD = {
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
} as const satisfies k8s.PodSecurityContext;

/** What Pod Security `restricted` asks of a container. */
export const RESTRICTED_CONTAINER: k8s.SecurityContext = {
  ...RESTRICTED_POD,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
};
