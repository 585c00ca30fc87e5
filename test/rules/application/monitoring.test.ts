import { finds, says, type Saying } from '../harness';

const PROMETHEUS = {
  exposeDriverMetrics: true,
  exposeExecutorMetrics: true,
  prometheus: { jmxExporterJar: '/prometheus/jmx_prometheus_javaagent.jar' },
};

finds([
  [
    'monitoring-without-prometheus',
    { 'spec.monitoring': { exposeDriverMetrics: true, exposeExecutorMetrics: true } },
    'spec.monitoring.prometheus',
  ],
  [
    'metrics-jar-missing',
    { 'spec.monitoring': { ...PROMETHEUS, prometheus: { jmxExporterJar: '' } } },
    'spec.monitoring.prometheus.jmxExporterJar',
  ],
  [
    'metrics-files-half-set',
    { 'spec.monitoring': { ...PROMETHEUS, metricsPropertiesFile: '/a' } },
    'spec.monitoring.metricsPropertiesFile',
  ],
]);

const WITHOUT =
  'error monitoring-without-prometheus spec.monitoring.prometheus: nothing is monitored without prometheus';
const files = (configFile: string | undefined, metricsPropertiesFile: string | undefined) => ({
  'spec.monitoring': {
    ...PROMETHEUS,
    metricsPropertiesFile,
    prometheus: { ...PROMETHEUS.prometheus, configFile },
  },
});
const EXPOSED = { exposeDriverMetrics: false, exposeExecutorMetrics: false };

says([
  ...['exposeDriverMetrics', 'exposeExecutorMetrics'].map((field): Saying => [
    { 'spec.monitoring': { ...EXPOSED, [field]: true } },
    WITHOUT,
  ]),
  [{ 'spec.monitoring': { ...EXPOSED, metricsProperties: 'a' } }, WITHOUT],
  [{ 'spec.monitoring': EXPOSED }],
  [
    { 'spec.monitoring': { ...PROMETHEUS, prometheus: { jmxExporterJar: ' ' } } },
    'error metrics-jar-missing spec.monitoring.prometheus.jmxExporterJar: the path of the JAR is empty',
  ],
  [
    files('/a.yaml', undefined),
    'error metrics-files-half-set spec.monitoring.prometheus.configFile: configFile without metricsPropertiesFile',
  ],
  [
    files(undefined, '/a.properties'),
    'error metrics-files-half-set spec.monitoring.metricsPropertiesFile: metricsPropertiesFile without prometheus.configFile',
  ],
  [files('/a.yaml', '/a.properties')],
  [files(undefined, undefined)],
]);
