import type { SparkApplicationSpecMonitoring } from '../../imports/sparkoperator.k8s.io';
import type { PropReader } from './prop-reader';

/** Metrics of the application for Prometheus. */
export interface Monitoring {
  /** The JMX exporter. The operator ignores everything else here without it. */
  readonly prometheus: PrometheusMonitoring;
  /**
   * Whether the driver shows its metrics.
   * @default true
   */
  readonly exposeDriverMetrics?: boolean;
  /**
   * Whether the executors show theirs.
   * @default true
   */
  readonly exposeExecutorMetrics?: boolean;
  /**
   * Content of Spark's metrics.properties.
   * @default - what the operator has built in
   */
  readonly metricsProperties?: string;
  /**
   * Path of a metrics.properties in the image. Give `prometheus.configFile` too, or the operator mounts a ConfigMap
   * over it.
   * @default '/etc/metrics/conf/metrics.properties', from the operator's ConfigMap
   */
  readonly metricsPropertiesFile?: string;
}

/** The JMX exporter, a Java agent in driver and executors. */
export interface PrometheusMonitoring {
  /** Path of the exporter's JAR in the image. */
  readonly jmxExporterJar: string;
  /**
   * Port of the metrics, 1024 to 49151.
   * @default 8090
   */
  readonly port?: number;
  /**
   * Name of that port.
   * @default 'jmx-exporter'
   */
  readonly portName?: string;
  /**
   * Path of the exporter's configuration in the image. It wins over `configuration`.
   * @default - configuration
   */
  readonly configFile?: string;
  /**
   * The exporter's configuration itself.
   * @default - what the operator has built in
   */
  readonly configuration?: string;
}

/** @internal */
export function renderMonitoring(reader: PropReader, props: Monitoring): SparkApplicationSpecMonitoring {
  const { prometheus } = props;
  const inside = reader.inside('prometheus');
  return {
    exposeDriverMetrics: props.exposeDriverMetrics ?? true,
    exposeExecutorMetrics: props.exposeExecutorMetrics ?? true,
    metricsProperties: reader.text('metricsProperties', props.metricsProperties),
    metricsPropertiesFile: reader.text('metricsPropertiesFile', props.metricsPropertiesFile),
    prometheus: {
      jmxExporterJar: inside.text('jmxExporterJar', prometheus.jmxExporterJar)!,
      port: inside.integer('port', prometheus.port, 1024, 49_151),
      portName: inside.text('portName', prometheus.portName),
      configFile: inside.text('configFile', prometheus.configFile),
      configuration: inside.text('configuration', prometheus.configuration),
    },
  };
}
