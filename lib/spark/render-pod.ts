import { k8s, Protocol } from 'cdk8s-plus-28';
import * as podJson from '../../imports/pod-json';
import type {
  SparkApplicationSpecDriver,
  SparkApplicationSpecExecutor,
} from '../../imports/sparkoperator.k8s.io';
import type { PropReader } from './prop-reader';
import {
  SparkSecretType,
  type ConfigMapMount,
  type DriverProps,
  type ExecutorProps,
  type SparkPodProps,
} from './spark-pod-props';

/** The driver, without defaults. */
export function renderDriver(reader: PropReader, props: DriverProps): SparkApplicationSpecDriver {
  return {
    ...renderPod(reader, props),
    podName: reader.text('podName', props.podName),
    kubernetesMaster: reader.text('kubernetesMaster', props.kubernetesMaster),
    serviceLabels: reader.textMap('serviceLabels', props.serviceLabels),
    serviceAnnotations: reader.textMap('serviceAnnotations', props.serviceAnnotations),
  };
}

/** The executors, without defaults. */
export function renderExecutor(reader: PropReader, props: ExecutorProps): SparkApplicationSpecExecutor {
  return {
    ...renderPod(reader, props),
    instances: reader.integer('instances', props.instances, 1),
    deleteOnTermination: props.deleteOnTermination,
  };
}

type SparkPod = Omit<SparkApplicationSpecDriver, keyof DriverProps> & SparkApplicationSpecExecutor;

/** What driver and executors have in common, without defaults. */
export function renderPod(reader: PropReader, props: SparkPodProps): SparkPod {
  return {
    cores: reader.integer('cores', props.cores, 1),
    coreRequest: reader.cpu('coreRequest', props.coreRequest),
    coreLimit: reader.cpu('coreLimit', props.coreLimit),
    memory: reader.memory('memory', props.memory),
    memoryOverhead: reader.memory('memoryOverhead', props.memoryOverhead),
    memoryLimit: reader.memory('memoryLimit', props.memoryLimit),
    gpu: props.gpu && {
      name: reader.inside('gpu').text('name', props.gpu.name)!,
      quantity: reader.inside('gpu').integer('quantity', props.gpu.quantity, 1)!,
    },
    image: reader.text('image', props.image),
    javaOptions: reader.text('javaOptions', props.javaOptions),
    labels: reader.textMap('labels', props.labels),
    annotations: reader.textMap('annotations', props.annotations),
    env: props.env?.map(k8s.toJson_EnvVar),
    envFrom: props.envFrom?.map(k8s.toJson_EnvFromSource),
    envVars: reader.textMap('envVars', props.envVars),
    envSecretKeyRefs: props.envSecretKeyRefs,
    secrets: props.secrets?.map((mount, index) => ({
      ...mountOf(reader.inside(`secrets[${index}]`), mount),
      secretType: mount.secretType ?? SparkSecretType.GENERIC,
    })),
    configMaps: props.configMaps?.map((mount, index) =>
      mountOf(reader.inside(`configMaps[${index}]`), mount),
    ),
    ports: props.ports?.map((port, index) => ({
      name: reader.inside(`ports[${index}]`).text('name', port.name)!,
      containerPort: reader.inside(`ports[${index}]`).port('containerPort', port.containerPort)!,
      protocol: port.protocol ?? Protocol.TCP,
    })),
    nodeSelector: reader.textMap('nodeSelector', props.nodeSelector),
    affinity: podJson.toJson_Affinity(props.affinity),
    tolerations: props.tolerations?.map(k8s.toJson_Toleration),
    priorityClassName: reader.text('priorityClassName', props.priorityClassName),
    schedulerName: reader.text('schedulerName', props.schedulerName),
    securityContext: podJson.toJson_SecurityContext(props.securityContext),
    podSecurityContext: podJson.toJson_PodSecurityContext(props.podSecurityContext),
    initContainers: props.initContainers?.map(podJson.toJson_Container),
    sidecars: props.sidecars?.map(podJson.toJson_Container),
    lifecycle: podJson.toJson_Lifecycle(props.lifecycle),
    terminationGracePeriodSeconds: reader.seconds('terminationGracePeriod', props.terminationGracePeriod, 0),
    shareProcessNamespace: props.shareProcessNamespace,
    hostNetwork: props.hostNetwork,
    hostAliases: props.hostAliases?.map(k8s.toJson_HostAlias),
    dnsConfig: k8s.toJson_PodDnsConfig(props.dnsConfig),
    template: templateOf(props),
    volumeMounts: props.volumeMounts?.map(podJson.toJson_VolumeMount),
    serviceAccount: reader.text('serviceAccount', props.serviceAccount?.serviceAccountName),
  };
}

/** Constraints have no field of their own; Spark starts from the template, and fills in its containers. */
function templateOf({ template, topologySpreadConstraints }: SparkPodProps): unknown {
  const json = podJson.toJson_PodTemplateSpec(template) as { spec?: Record<string, unknown> } | undefined;
  if (topologySpreadConstraints === undefined) return json;
  const own = (json?.spec?.topologySpreadConstraints ?? []) as unknown[];
  const constraints = [...own, ...topologySpreadConstraints.map(k8s.toJson_TopologySpreadConstraint)];
  return { ...json, spec: { ...json?.spec, topologySpreadConstraints: constraints } };
}

function mountOf(reader: PropReader, { name, path }: ConfigMapMount): ConfigMapMount {
  return { name: reader.text('name', name)!, path: reader.text('path', path)! };
}
