import { k8s } from 'cdk8s-plus-28';
import * as podJson from '../../imports/pod-json';
import { toJson_SparkApplicationSpec, type SparkApplicationSpec } from '../../imports/sparkoperator.k8s.io';
import { language } from '../manifest/dependencies';
import { show } from '../problems';
import { renderDependencies } from './dependencies';
import { renderDynamicAllocation } from './dynamic-allocation';
import { renderMonitoring } from './monitoring';
import type { PropReader } from './prop-reader';
import { renderDriver, renderExecutor } from './render-pod';
import type { SparkApplicationSettings } from './spark-application-settings';
import { SparkApplicationType, type SparkApplicationTemplate } from './spark-application-template';
import { renderDriverIngressOptions, renderSparkUIOptions } from './spark-ui-options';

/** What only a template says, in the form of the API: the program. Wrong props are left to the reader to throw. */
export function renderProgram(reader: PropReader, props: SparkApplicationTemplate): Record<string, unknown> {
  const sparkVersion = reader.text('sparkVersion', props.sparkVersion) ?? props.runtime?.sparkVersion;
  if (sparkVersion === undefined) {
    reader.report('sparkVersion', 'is missing; give it, or a runtime such as SparkRuntime.SPARK_3_5');
  } else if (props.runtime !== undefined && props.runtime.sparkVersion !== sparkVersion) {
    reader.report(
      'sparkVersion',
      `is "${sparkVersion}" and that of runtime "${props.runtime.sparkVersion}"; give one of them`,
    );
  }
  const account = reader.text('serviceAccount', props.serviceAccount?.serviceAccountName);
  const ofDriver = props.driver?.serviceAccount?.serviceAccountName;
  if (account !== undefined && ofDriver !== undefined && account !== ofDriver) {
    reader.report(
      'serviceAccount',
      `is ${show(account)} and driver.serviceAccount ${show(ofDriver)}; give one of them`,
    );
  }
  reader.textMap('sparkConfOverrides', props.sparkConfOverrides);
  return specOf({
    type: props.type ?? typeOf(props.mainApplicationFile),
    mode: 'cluster',
    sparkVersion: sparkVersion!,
    mainApplicationFile: reader.text('mainApplicationFile', props.mainApplicationFile)!,
    mainClass: reader.text('mainClass', props.mainClass),
    arguments: reader.list('arguments', props.arguments),
    pythonVersion: props.pythonVersion,
    proxyUser: reader.text('proxyUser', props.proxyUser),
    suspend: props.suspend,
    driver: { serviceAccount: account },
    executor: {},
  });
}

/** How an application runs, in the form of the API. Wrong props are left to the reader to throw. */
export function renderSettings(reader: PropReader, props: SparkApplicationSettings): Record<string, unknown> {
  const { dynamicAllocation, monitoring, batchSchedulerOptions, sparkUIOptions } = props;
  const spec = specOf({
    image: reader.text('image', props.image),
    imagePullPolicy: props.imagePullPolicy,
    imagePullSecrets: reader.texts('imagePullSecrets', props.imagePullSecrets),
    sparkConf: reader.textMap('sparkConf', props.sparkConf),
    hadoopConf: reader.textMap('hadoopConf', props.hadoopConf),
    sparkConfigMap: reader.text('sparkConfigMap', props.sparkConfigMap),
    hadoopConfigMap: reader.text('hadoopConfigMap', props.hadoopConfigMap),
    driver: props.driver && renderDriver(reader.inside('driver'), props.driver),
    executor: props.executor && renderExecutor(reader.inside('executor'), props.executor),
    dynamicAllocation:
      dynamicAllocation && renderDynamicAllocation(reader.inside('dynamicAllocation'), dynamicAllocation),
    deps: props.deps && renderDependencies(reader.inside('deps'), props.deps),
    memoryOverheadFactor: reader.factor('memoryOverheadFactor', props.memoryOverheadFactor),
    nodeSelector: reader.textMap('nodeSelector', props.nodeSelector),
    restartPolicy: props.restartPolicy?._render(reader.inside('restartPolicy')),
    timeToLiveSeconds: reader.seconds('timeToLive', props.timeToLive),
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
  });
  return { ...spec, volumes: props.volumes?.map(podJson.toJson_Volume) };
}

/** A part of a spec in the form of the API. */
export function specOf(part: Partial<SparkApplicationSpec>): Record<string, unknown> {
  return toJson_SparkApplicationSpec(part as SparkApplicationSpec) as Record<string, unknown>;
}

function typeOf(mainApplicationFile: string): SparkApplicationType {
  return {
    Python: SparkApplicationType.PYTHON,
    R: SparkApplicationType.R,
    JVM: SparkApplicationType.SCALA,
  }[language(mainApplicationFile)];
}

function quantities(resources?: Readonly<Record<string, k8s.Quantity>>): Record<string, unknown> | undefined {
  if (resources === undefined) return undefined;
  return Object.fromEntries(Object.entries(resources).map(([name, { value }]) => [name, value]));
}
