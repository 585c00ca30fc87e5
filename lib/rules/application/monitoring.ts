import { isInside, isSet, record, text } from '../../manifest/plain';
import { sparkContainer } from '../../manifest/pods';
import type { Problem, Rule } from '../rule';
import { applicationRule, items, type Role, type Workload } from '../../manifest/workload';

const monitoringWithoutPrometheus: Rule = applicationRule({
  id: 'monitoring-without-prometheus',
  severity: 'error',
  summary: 'monitoring without prometheus.',
  why: 'The operator does nothing with monitoring then, metricsProperties included.',
  fix: 'add prometheus.jmxExporterJar, or remove monitoring',
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

const eventLogDirMissing: Rule = applicationRule({
  id: 'event-log-dir-missing',
  severity: 'warning',
  summary: 'An event log in a directory that the driver does not have.',
  why: 'Spark does not make the directory: the driver stops at its start; and what it writes is gone with its pod.',
  fix: 'set spark.eventLog.dir to a place such as s3a://BUCKET/events, or mount a volume there on the driver',
  *check(app) {
    const { settings, driver } = app;
    const enabled = settings.get('spark.eventLog.enabled');
    if (enabled?.value.trim() !== 'true' || driver === undefined || isSet(app.spec.sparkConfigMap)) return;
    const setting = settings.get('spark.eventLog.dir');
    const directory = (setting?.value ?? '/tmp/spark-events').replace(/^(?:file|local):(?:\/\/)?(?=\/)/, '');
    if (!directory.startsWith('/')) return;
    const exists = driverMounts(app, driver).some(
      (mount) => isInside(directory, mount.path) && (!mount.isEmpty || isInside(mount.path, directory)),
    );
    if (!exists) yield { path: (setting ?? enabled).path, message: `nothing is mounted at ${directory}` };
  },
});

/** Where volumes stand in the driver, and whether they are empty at its start. */
function driverMounts(app: Workload, driver: Role): { readonly path: string; readonly isEmpty: boolean }[] {
  const empty = new Set(
    items(app.spec, app.path, 'volumes').flatMap(({ item }) => (isSet(item.emptyDir) ? [item.name] : [])),
  );
  return [
    ...[driver, ...[sparkContainer(driver)].flatMap((container) => container ?? [])]
      .flatMap(({ spec, path }) => items(spec, path, 'volumeMounts'))
      .map(({ item }) => ({ path: text(item.mountPath) ?? '', isEmpty: empty.has(item.name) })),
    ...[...app.settings.values()].flatMap(({ key, value }) => {
      const type = /^spark\.kubernetes\.driver\.volumes\.(\w+)\.[^.]+\.mount\.path$/.exec(key)?.[1];
      return type === undefined ? [] : [{ path: value, isEmpty: type === 'emptyDir' }];
    }),
  ];
}

const driverIngressDuplicate: Rule = applicationRule({
  id: 'driver-ingress-duplicate',
  severity: 'error',
  summary: 'A driver ingress without URL, or with a URL or port of another one.',
  why: 'The webhook refuses the object.',
  fix: 'give each entry its own servicePort and an ingressURLFormat with {{$appName}}',
  *check({ spec, path }): Iterable<Problem> {
    const urls = new Set<string>();
    const ports = new Set<unknown>();
    for (const { item, path: place } of items(spec, path, 'driverIngressOptions')) {
      const url = text(item.ingressURLFormat) ?? '';
      if (url === '') yield { path: [...place, 'ingressURLFormat'], message: 'the URL format is empty' };
      else if (urls.has(url))
        yield { path: [...place, 'ingressURLFormat'], message: `${url} is given twice` };
      if (isSet(item.servicePort) && ports.has(item.servicePort)) {
        yield { path: [...place, 'servicePort'], message: `port ${String(item.servicePort)} is given twice` };
      }
      urls.add(url);
      ports.add(item.servicePort);
    }
  },
});

const driverIngressTlsIgnored: Rule = applicationRule({
  id: 'driver-ingress-tls-ignored',
  severity: 'warning',
  summary: 'TLS or annotations of a driver ingress.',
  why: 'Operator 2.5.2 reads those of sparkUIOptions instead.',
  fix: 'give them in sparkUIOptions',
  *check({ spec, path }) {
    for (const { item, path: place } of items(spec, path, 'driverIngressOptions')) {
      const field = ['ingressTLS', 'ingressAnnotations'].find((name) => isSet(item[name]));
      if (field !== undefined) yield { path: [...place, field], message: `${field} is ignored here` };
    }
  },
});

/** Rules about metrics and ingresses. */
export const MONITORING_RULES: readonly Rule[] = [
  monitoringWithoutPrometheus,
  metricsJarMissing,
  metricsFilesHalfSet,
  eventLogDirMissing,
  driverIngressDuplicate,
  driverIngressTlsIgnored,
];
