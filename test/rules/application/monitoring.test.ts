import { finds } from '../harness';

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
