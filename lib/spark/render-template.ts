import type { k8s } from 'cdk8s-plus-28';
import { toJson_SparkApplicationSpec } from '../../imports/sparkoperator.k8s.io';
import type { RenderedTemplate } from './complete-template';
import { renderDependencies } from './dependencies';
import { renderDynamicAllocation } from './dynamic-allocation';
import { renderMonitoring } from './monitoring';
import type { PropReader } from './prop-reader';
import { renderDriver, renderExecutor } from './render-pod';
import { RestartPolicy } from './restart-policy';
import { SparkApplicationType, type SparkApplicationTemplate } from './spark-application-template';
import { renderDriverIngressOptions, renderSparkUIOptions } from './spark-ui-options';

/** What a template says by itself, in the form of the API. Wrong props are left to the reader to throw. */
export function renderTemplate(reader: PropReader, props: SparkApplicationTemplate): RenderedTemplate {
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
  return toJson_SparkApplicationSpec({
    type: props.type ?? typeOf(props.mainApplicationFile),
    mode: 'cluster',
    sparkVersion: sparkVersion!,
    image: reader.text('image', props.image) ?? props.runtime?.image,
    imagePullPolicy: props.imagePullPolicy,
    imagePullSecrets: reader.texts('imagePullSecrets', props.imagePullSecrets),
    mainApplicationFile: reader.text('mainApplicationFile', props.mainApplicationFile)!,
    mainClass: reader.text('mainClass', props.mainClass),
    arguments: reader.list('arguments', props.arguments),
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
  }) as RenderedTemplate;
}

function typeOf(mainApplicationFile: string): SparkApplicationType {
  if (/\.py$/i.test(mainApplicationFile)) return SparkApplicationType.PYTHON;
  return /\.r$/i.test(mainApplicationFile) ? SparkApplicationType.R : SparkApplicationType.SCALA;
}

function quantities(resources?: Readonly<Record<string, k8s.Quantity>>): Record<string, unknown> | undefined {
  if (resources === undefined) return undefined;
  return Object.fromEntries(Object.entries(resources).map(([name, { value }]) => [name, value]));
}
