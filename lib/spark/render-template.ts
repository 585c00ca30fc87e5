import { k8s } from 'cdk8s-plus-28';
import {
  toJson_SparkApplicationSpec,
  type SparkApplicationSpec,
  type SparkApplicationSpecDriver,
  type SparkApplicationSpecExecutor,
} from '../../imports/sparkoperator.k8s.io';
import { renderDependencies } from './dependencies';
import { renderDynamicAllocation } from './dynamic-allocation';
import { renderMonitoring } from './monitoring';
import type { PropReader } from './prop-reader';
import { renderDriver, renderExecutor } from './render-pod';
import { RestartPolicy } from './restart-policy';
import { SparkApplicationType, type SparkApplicationTemplate } from './spark-application-template';
import type { SparkContribution } from './spark-feature';
import { renderDriverIngressOptions, renderSparkUIOptions } from './spark-ui-options';

/** What a template says by itself: everything that the features of the application cannot change. */
export function renderTemplate(reader: PropReader, props: SparkApplicationTemplate): SparkApplicationSpec {
  const { dynamicAllocation, monitoring, batchSchedulerOptions, sparkUIOptions } = props;
  const sparkVersion = reader.text('sparkVersion', props.sparkVersion) ?? props.runtime?.sparkVersion;
  if (sparkVersion === undefined) {
    reader.report('sparkVersion', 'is missing; give it, or a runtime such as SparkRuntime.SPARK_3_5');
  } else if (props.runtime !== undefined && props.runtime.sparkVersion !== sparkVersion) {
    reader.report(
      'sparkVersion',
      `is "${sparkVersion}" and that of runtime "${props.runtime.sparkVersion}"; give one of them`,
    );
  }
  const driver = renderDriver(reader.inside('driver'), props.driver ?? {});
  const account = reader.text('serviceAccount', props.serviceAccount?.serviceAccountName);
  if (account !== undefined && driver.serviceAccount !== undefined && account !== driver.serviceAccount) {
    reader.report(
      'serviceAccount',
      `is ${JSON.stringify(account)} and driver.serviceAccount ${JSON.stringify(driver.serviceAccount)}; give one of them`,
    );
  }
  reader.textMap('sparkConf', props.sparkConf);
  reader.textMap('sparkConfOverrides', props.sparkConfOverrides);
  return {
    type: props.type ?? typeOf(props.mainApplicationFile),
    mode: 'cluster',
    sparkVersion: sparkVersion!,
    image: reader.text('image', props.image) ?? props.runtime?.image,
    imagePullPolicy: props.imagePullPolicy,
    imagePullSecrets: reader.texts('imagePullSecrets', props.imagePullSecrets),
    mainApplicationFile: reader.text('mainApplicationFile', props.mainApplicationFile)!,
    mainClass: reader.text('mainClass', props.mainClass),
    arguments: props.arguments && [...props.arguments],
    pythonVersion: props.pythonVersion,
    proxyUser: reader.text('proxyUser', props.proxyUser),
    hadoopConf: reader.textMap('hadoopConf', props.hadoopConf),
    sparkConfigMap: reader.text('sparkConfigMap', props.sparkConfigMap),
    hadoopConfigMap: reader.text('hadoopConfigMap', props.hadoopConfigMap),
    driver: { ...driver, serviceAccount: driver.serviceAccount ?? account },
    executor: renderExecutor(reader.inside('executor'), props.executor ?? {}),
    dynamicAllocation:
      dynamicAllocation && renderDynamicAllocation(reader.inside('dynamicAllocation'), dynamicAllocation),
    deps: props.deps && renderDependencies(reader.inside('deps'), props.deps),
    memoryOverheadFactor: reader.factor('memoryOverheadFactor', props.memoryOverheadFactor),
    nodeSelector: reader.textMap('nodeSelector', props.nodeSelector),
    restartPolicy: (props.restartPolicy ?? RestartPolicy.never())._render(reader.inside('restartPolicy')),
    timeToLiveSeconds: reader.seconds('timeToLive', props.timeToLive),
    suspend: props.suspend,
    monitoring: monitoring && renderMonitoring(reader.inside('monitoring'), monitoring),
    batchScheduler: reader.text('batchScheduler', props.batchScheduler?.name),
    batchSchedulerOptions: batchSchedulerOptions && {
      ...batchSchedulerOptions,
      resources: quantities(batchSchedulerOptions.resources),
    },
    sparkUiOptions: sparkUIOptions && renderSparkUIOptions(reader.inside('sparkUIOptions'), sparkUIOptions),
    driverIngressOptions: props.driverIngressOptions?.map((options, index) =>
      renderDriverIngressOptions(reader.inside(`driverIngressOptions[${index}]`), options),
    ),
  };
}

/** The wire form of a template and of all that features add to it. */
export function completeTemplate(
  spec: SparkApplicationSpec,
  contributed: Required<SparkContribution>,
): Record<string, unknown> {
  const { sparkConf } = contributed;
  const dynamic = spec.dynamicAllocation?.enabled === true;
  const instances = dynamic || 'spark.executor.instances' in sparkConf ? undefined : 1;
  return toJson_SparkApplicationSpec({
    ...spec,
    sparkConf: Object.keys(sparkConf).length > 0 ? { ...sparkConf } : undefined,
    deps: contributed.packages.length > 0 ? { ...spec.deps, packages: [...contributed.packages] } : spec.deps,
    volumes: notEmpty(contributed.volumes)?.map(k8s.toJson_Volume),
    driver: {
      ...completePod('driver', spec.driver, contributed),
      volumeMounts: notEmpty(contributed.driverVolumeMounts)?.map(k8s.toJson_VolumeMount),
    },
    executor: {
      ...completePod('executor', spec.executor, contributed),
      instances: spec.executor.instances ?? instances,
      volumeMounts: notEmpty(contributed.executorVolumeMounts)?.map(k8s.toJson_VolumeMount),
    },
  })!;
}

/** A setting of sparkConf stands in for a default, as it does for the operator's webhook. */
function completePod<T extends SparkApplicationSpecDriver | SparkApplicationSpecExecutor>(
  role: string,
  pod: T,
  { sparkConf, env }: Required<SparkContribution>,
): T {
  return {
    ...pod,
    cores: pod.cores ?? (`spark.${role}.cores` in sparkConf ? undefined : 1),
    memory: pod.memory ?? (`spark.${role}.memory` in sparkConf ? undefined : '1g'),
    env: mergedEnv(role, env.map(k8s.toJson_EnvVar) as k8s.EnvVar[], (pod.env ?? []) as k8s.EnvVar[]),
  };
}

function mergedEnv(role: string, shared: k8s.EnvVar[], own: k8s.EnvVar[]): k8s.EnvVar[] | undefined {
  const known = new Map(shared.map((variable) => [variable.name, JSON.stringify(variable)]));
  const disagreeing = own.filter(({ name }) => known.has(name));
  const names = disagreeing
    .filter((variable) => known.get(variable.name) !== JSON.stringify(variable))
    .map(({ name }) => name);
  if (names.length > 0) {
    throw new Error(
      `${role}.env sets ${names.join(', ')} to something else than a feature does; give it another name or leave it out`,
    );
  }
  return notEmpty([...shared, ...own.filter(({ name }) => !known.has(name))]);
}

function typeOf(mainApplicationFile: string): SparkApplicationType {
  if (/\.py$/i.test(mainApplicationFile)) return SparkApplicationType.PYTHON;
  return /\.r$/i.test(mainApplicationFile) ? SparkApplicationType.R : SparkApplicationType.SCALA;
}

function quantities(resources?: Readonly<Record<string, k8s.Quantity>>): Record<string, unknown> | undefined {
  if (resources === undefined) return undefined;
  return Object.fromEntries(Object.entries(resources).map(([name, { value }]) => [name, value]));
}

function notEmpty<T>(items: readonly T[]): T[] | undefined {
  return items.length > 0 ? [...items] : undefined;
}
