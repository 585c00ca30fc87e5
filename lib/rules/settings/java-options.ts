import { isSet, record } from '../../manifest/plain';
import type { Rule, RuleGroup } from '../rule';
import { operator, sparkDocs } from '../sources';
import { applicationRule, workloadRule } from '../workload-rule';

const javaOptionsOverridden: Rule = applicationRule({
  id: 'java-options-overridden',
  severity: 'error',
  summary: 'extraJavaOptions in sparkConf beside Prometheus metrics.',
  why: 'Monitoring writes the agent into javaOptions, which then replaces extraJavaOptions: the options are lost.',
  fix: 'move the options to javaOptions of the role',
  source: operator('internal/controller/sparkapplication/monitoring_config.go#L128'),
  *check({ settings, spec, roles }) {
    const monitoring = record(spec.monitoring);
    if (!isSet(monitoring.prometheus)) return;
    for (const { name, spec: role } of roles) {
      const exposed = monitoring[name === 'driver' ? 'exposeDriverMetrics' : 'exposeExecutorMetrics'];
      const setting = settings.get(`spark.${name}.extraJavaOptions`);
      if (exposed === true && setting !== undefined && !isSet(role.javaOptions)) {
        yield {
          path: setting.path,
          message: 'the options of the metrics agent replace these',
          fix: `move them to spec.${name}.javaOptions`,
        };
      }
    }
  },
});

const javaOptionsForbidden: Rule = workloadRule({
  id: 'java-options-forbidden',
  severity: 'error',
  summary: 'Java options that Spark keeps to itself.',
  why: 'Spark refuses to start: the heap and Spark settings of a JVM are not given as Java options.',
  fix: 'give the heap as memory of the role, and Spark settings in sparkConf',
  source: sparkDocs('configuration.html#runtime-environment'),
  *check({ settings, roles }) {
    for (const { name, path, spec } of roles) {
      const setting = settings.get(`spark.${name}.extraJavaOptions`);
      for (const { options, place } of [
        { options: spec.javaOptions, place: [...path, 'javaOptions'] },
        { options: setting?.value, place: setting?.path ?? [] },
      ]) {
        const pattern = name === 'executor' ? /(?:^|\s)(-Xmx\w*|-Dspark\.\S*)/ : /(?:^|\s)(-Xmx\w*)/;
        const found = typeof options === 'string' ? pattern.exec(options)?.[1] : undefined;
        if (found !== undefined) yield { path: place, message: `Spark refuses ${found.split('=')[0]!}` };
      }
    }
  },
});

/** Rules about options of the JVMs. */
export const JAVA_OPTIONS: RuleGroup = {
  title: 'Java options',
  rules: [javaOptionsOverridden, javaOptionsForbidden],
};
