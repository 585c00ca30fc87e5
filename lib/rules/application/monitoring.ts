import { isSet, record } from '../../manifest/plain';
import type { Rule, RuleGroup } from '../rule';
import { operator } from '../sources';
import { applicationRule } from '../workload-rule';

const monitoringWithoutPrometheus: Rule = applicationRule({
  id: 'monitoring-without-prometheus',
  severity: 'error',
  summary: 'monitoring without prometheus.',
  why: 'The operator does nothing with monitoring then, metricsProperties included.',
  fix: 'add prometheus.jmxExporterJar, or remove monitoring',
  source: operator('pkg/util/sparkapplication.go#L245'),
  impossible: 'monitoring wants prometheus',
  *check({ spec, path }) {
    if (!isSet(spec.monitoring)) return;
    const { prometheus, exposeDriverMetrics, exposeExecutorMetrics, ...others } = record(spec.monitoring);
    const asks =
      exposeDriverMetrics === true || exposeExecutorMetrics === true || Object.values(others).some(isSet);
    if (asks && !isSet(prometheus)) {
      yield {
        path: [...path, 'monitoring', 'prometheus'],
        message: 'nothing is monitored without prometheus',
      };
    }
  },
});

const metricsJarMissing: Rule = applicationRule({
  id: 'metrics-jar-missing',
  severity: 'error',
  summary: 'Prometheus metrics without the JAR of the JMX exporter.',
  why: 'The JVM is started with an agent that does not exist, and exits.',
  fix: 'name the JAR in the image, for example /prometheus/jmx_prometheus_javaagent.jar',
  source: operator('internal/controller/sparkapplication/monitoring_config.go#L94'),
  *check({ spec, path }) {
    const jar = record(record(spec.monitoring).prometheus).jmxExporterJar;
    if (typeof jar === 'string' && jar.trim() === '') {
      yield {
        path: [...path, 'monitoring', 'prometheus', 'jmxExporterJar'],
        message: 'the path of the JAR is empty',
      };
    }
  },
});

const metricsFilesHalfSet: Rule = applicationRule({
  id: 'metrics-files-half-set',
  severity: 'error',
  summary: 'Only one of configFile and metricsPropertiesFile.',
  why: 'The operator then mounts its ConfigMap over the directory of the image that holds the other file.',
  fix: 'give both files of the image, or none',
  source: operator('internal/webhook/sparkpod_defaulter.go#L357'),
  *check({ spec, path }) {
    const monitoring = record(spec.monitoring);
    if (!isSet(monitoring.prometheus)) return;
    const configFile = record(monitoring.prometheus).configFile;
    const properties = monitoring.metricsPropertiesFile;
    if (isSet(configFile) && !isSet(properties)) {
      yield {
        path: [...path, 'monitoring', 'prometheus', 'configFile'],
        message: 'configFile without metricsPropertiesFile',
      };
    } else if (isSet(properties) && !isSet(configFile)) {
      yield {
        path: [...path, 'monitoring', 'metricsPropertiesFile'],
        message: 'metricsPropertiesFile without prometheus.configFile',
      };
    }
  },
});

/** Rules about metrics. */
export const MONITORING: RuleGroup = {
  title: 'Metrics',
  rules: [monitoringWithoutPrometheus, metricsJarMissing, metricsFilesHalfSet],
};
