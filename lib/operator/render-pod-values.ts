import { type ContainerResources, k8s } from 'cdk8s-plus-28';
import * as podJson from '../../imports/pod-json';
import { chartDefault } from '../chart/defaults';
import { list, record } from '../manifest/plain';
import type { Problems } from '../problems';
import type { ChartAccess } from './chart-access';
import { byteQuantity } from './chart-quantities';
import type { OperatorPodProps } from './operator-pod-props';
import type { PlacementProps } from './placement-props';

/** The values for what controller and webhook have in common. */
export function renderPod(
  problems: Problems,
  component: 'controller' | 'webhook',
  props: OperatorPodProps,
  chartVersion: string,
): Record<string, unknown> {
  const added = (field: string, key: string, own: readonly unknown[] | undefined): unknown[] | undefined =>
    own && beside(list(chartDefault(`${component}.${field}`, chartVersion)), own, key);
  return {
    resources: renderResources(problems, `${component}.resources`, props.resources),
    logEncoder: props.logEncoder,
    kubeAPIQPS: props.kubeApiQps,
    kubeAPIBurst: props.kubeApiBurst,
    revisionHistoryLimit: props.revisionHistoryLimit,
    podDisruptionBudget: props.disruptionBudget && {
      enable: true,
      minAvailable: props.disruptionBudget.minAvailable?.value,
    },
    topologySpreadConstraints: props.topologySpreadConstraints?.map(k8s.toJson_TopologySpreadConstraint),
    priorityClassName: props.priorityClassName,
    ...renderPlacement(props),
    ...renderAccess(props.access),
    labels: props.podLabels,
    annotations: props.podAnnotations,
    env: props.env?.map(k8s.toJson_EnvVar),
    envFrom: props.envFrom?.map(k8s.toJson_EnvFromSource),
    volumes: added('volumes', 'name', props.volumes?.map(podJson.toJson_Volume)),
    volumeMounts: added('volumeMounts', 'mountPath', props.volumeMounts?.map(podJson.toJson_VolumeMount)),
    sidecars: props.sidecars?.map(podJson.toJson_Container),
    podSecurityContext: podJson.toJson_PodSecurityContext(props.podSecurityContext),
    securityContext: podJson.toJson_SecurityContext(props.securityContext),
    hostUsers: props.hostUsers,
  };
}

/** The values for where pods run. */
export function renderPlacement(props: PlacementProps): Record<string, unknown> {
  return {
    nodeSelector: props.nodeSelector,
    affinity: podJson.toJson_Affinity(props.affinity),
    tolerations: props.tolerations?.map(k8s.toJson_Toleration),
  };
}

/** The values for an account and its Roles. */
export function renderAccess(props: ChartAccess = {}): Record<'serviceAccount' | 'rbac', object> {
  return {
    serviceAccount: {
      create: props.createServiceAccount,
      name: props.serviceAccountName,
      annotations: props.serviceAccountAnnotations,
      automountServiceAccountToken: props.automountToken,
    },
    rbac: { create: props.createRbac, annotations: props.rbacAnnotations },
  };
}

function renderResources(
  problems: Problems,
  prop: string,
  resources: ContainerResources | undefined,
): Record<string, unknown> | undefined {
  if (resources === undefined) return undefined;
  const { cpu, memory, ephemeralStorage } = resources;
  const amounts = (bound: 'request' | 'limit'): Record<string, unknown> => ({
    cpu: cpu?.[bound]?.amount,
    memory: byteQuantity(problems, `${prop}.memory.${bound}`, memory?.[bound]),
    'ephemeral-storage': byteQuantity(
      problems,
      `${prop}.ephemeralStorage.${bound}`,
      ephemeralStorage?.[bound],
    ),
  });
  return { limits: amounts('limit'), requests: amounts('request') };
}

/** Helm replaces lists, and the operator needs what stands in those of the chart. */
function beside(present: readonly unknown[], own: readonly unknown[], key: string): unknown[] {
  const replaced = new Set(own.map((item) => record(item)[key]));
  return [...present.filter((item) => !replaced.has(record(item)[key])), ...own];
}
