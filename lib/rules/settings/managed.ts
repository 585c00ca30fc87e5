import { FILE_LISTS, PACKAGE_LISTS } from '../../manifest/dependencies';
import { onceFor } from '../../manifest/once';
import { isSet, list, record, type Path, written } from '../../manifest/plain';

import type { Setting, Workload } from '../../manifest/workload';
import type { Problem, Rule, RuleGroup } from '../rule';
import { operator } from '../sources';
import { applicationRule, workloadRule } from '../workload-rule';

const AUTHENTICATE = 'spark.kubernetes.authenticate.';

const OWN_CREDENTIALS = 'remove the key: the operator brings its own credentials';

/** Keys that the webhook of 2.5.2 refuses, each with what to use instead. */
const DENIED = new Map<string, string>([
  ['spark.master', 'remove the key: the operator sets the master'],
  ['spark.kubernetes.driver.master', 'use spec.driver.kubernetesMaster'],
  [`${AUTHENTICATE}driver.serviceAccountName`, 'use spec.driver.serviceAccount'],
  [`${AUTHENTICATE}executor.serviceAccountName`, 'use spec.executor.serviceAccount'],
  ...['', 'driver.', 'executor.'].flatMap((role) =>
    ['oauthToken', 'oauthTokenFile'].map((key) => [`${AUTHENTICATE}${role}${key}`, OWN_CREDENTIALS] as const),
  ),
  ['spark.kubernetes.container.image', 'use spec.image'],
  ['spark.kubernetes.driver.container.image', 'use spec.driver.image'],
  ['spark.kubernetes.executor.container.image', 'use spec.executor.image'],
]);

/** True for a key that the webhook refuses whatever its value is. */
export function isDenied(key: string): boolean {
  return DENIED.has(key);
}

const deniedSparkConf: Rule = workloadRule({
  id: 'denied-spark-conf',
  speaksOf: 'keys',
  severity: 'error',
  summary: 'A Spark setting that the operator keeps to itself.',
  why: 'The webhook of 2.5.2 refuses the object; older releases let the key break the submission.',
  since: '2.5.2',
  fix: 'use the dedicated field',
  source: operator('internal/webhook/sparkconf_validator.go#L50'),
  *check({ namespace, settings }) {
    for (const { key, value, path } of settings.values()) {
      const instead = DENIED.get(key);
      if (instead !== undefined) {
        yield { path, message: `${key} is managed by the operator`, fix: instead };
      } else if (key === 'spark.kubernetes.namespace' && namespace !== undefined && value !== namespace) {
        yield {
          path,
          message: `${value} is not the namespace of the application, ${namespace}`,
          fix: `remove the key, or write ${namespace}`,
        };
      }
    }
  },
});

/** Spark keys that a field of a role replaces, for both roles unless one is named. */
const REPLACED: readonly (readonly [key: string, field: string])[] = [
  ['spark.ROLE.cores', 'cores'],
  ['spark.ROLE.memory', 'memory'],
  ['spark.ROLE.memoryOverhead', 'memoryOverhead'],
  ['spark.ROLE.extraJavaOptions', 'javaOptions'],
  ['spark.kubernetes.ROLE.request.cores', 'coreRequest'],
  ['spark.kubernetes.ROLE.limit.cores', 'coreLimit'],
  ['spark.executor.instances', 'instances'],
  ['spark.kubernetes.executor.deleteOnTermination', 'deleteOnTermination'],
  ['spark.kubernetes.driver.pod.name', 'podName'],
];

/** Those for one role. */
const replacedFor = onceFor((role) =>
  REPLACED.map(([key, field]) => [key.replace('ROLE', role), field] as const).filter(([key]) =>
    key.includes(`.${role}.`),
  ),
);

/** Where the field stands that replaces a setting; undefined for a setting that no field replaces. */
export function fieldOfSetting(key: string): readonly string[] | undefined {
  for (const role of ['driver', 'executor']) {
    const [, field] = replacedFor(role).find(([replaced]) => replaced === key) ?? [];
    if (field !== undefined) return [role, field];
  }
  return undefined;
}

/** The lists of `deps`, each with the setting that it replaces. */
const LISTS = Object.entries({ ...FILE_LISTS, ...PACKAGE_LISTS });

/** Spark keys that dynamicAllocation replaces while it is enabled. */
const ALLOCATION: readonly (readonly [key: string, field: string])[] = [
  ['spark.dynamicAllocation.enabled', 'enabled'],
  ['spark.dynamicAllocation.initialExecutors', 'initialExecutors'],
  ['spark.dynamicAllocation.minExecutors', 'minExecutors'],
  ['spark.dynamicAllocation.maxExecutors', 'maxExecutors'],
  ['spark.dynamicAllocation.shuffleTracking.enabled', 'shuffleTrackingEnabled'],
  ['spark.dynamicAllocation.shuffleTracking.timeout', 'shuffleTrackingTimeout'],
];

const shadowedSparkConf: Rule = applicationRule({
  id: 'shadowed-spark-conf',
  speaksOf: 'keys',
  severity: 'warning',
  summary: 'A Spark setting that a field of the specification replaces.',
  why: 'The field comes later on the command line and wins: the setting has no effect.',
  fix: 'say it once: keep the field and remove the setting',
  source: operator('internal/controller/sparkapplication/submission.go#L97'),
  *check(app) {
    for (const { name, path, spec } of app.roles) {
      for (const [key, field] of replacedFor(name)) yield* replaced(app, key, path, field, spec);
    }
    const allocation = record(app.spec.dynamicAllocation);
    if (allocation.enabled === true) {
      for (const [key, field] of ALLOCATION) {
        yield* replaced(app, key, [...app.path, 'dynamicAllocation'], field, allocation);
      }
    }
    for (const role of ['driver', 'executor']) {
      yield* ignored(
        app.settings.get(`spark.kubernetes.${role}.podTemplateFile`),
        `the operator writes its own template file; use spec.${role}.template`,
      );
    }
    for (const [field, key] of LISTS) {
      if (list(record(app.spec.deps)[field]).length === 0) continue;
      yield* ignored(app.settings.get(key), `deps.${field} replaces it; list everything there`);
    }
    if (isSet(record(app.spec.monitoring).prometheus)) {
      for (const key of ['spark.metrics.conf', 'spark.metrics.namespace']) {
        yield* ignored(app.settings.get(key), 'monitoring.prometheus replaces it; remove the setting');
      }
    }
  },
});

function* replaced(
  app: Workload,
  key: string,
  path: Path,
  name: string,
  owner: Readonly<Record<string, unknown>>,
): Iterable<Problem> {
  const setting = app.settings.get(key);
  const value = owner[name];
  if (setting === undefined || !isSet(value) || setting.value === written(value)) return;
  const field = [...path.slice(app.path.length), name].join('.');
  yield {
    path: setting.path,
    message: `${setting.value} has no effect, ${field} says ${written(value)}`,
    fix: `remove the setting, or give its value as ${field}`,
  };
}

function* ignored(setting: Setting | undefined, fix: string): Iterable<Problem> {
  if (setting !== undefined) yield { path: setting.path, message: `${setting.key} has no effect`, fix };
}

const HADOOP = 'spark.hadoop.';

const hadoopConfPrefixed: Rule = workloadRule({
  id: 'hadoop-conf-prefixed',
  speaksOf: 'keys',
  severity: 'error',
  summary: 'A key of hadoopConf that starts with spark.',
  why: 'The operator adds spark.hadoop. to it: nobody reads the option.',
  fix: 'drop the prefix spark.hadoop. in hadoopConf, and give settings of Spark in sparkConf',
  source: operator('internal/controller/sparkapplication/submission.go#L303'),
  *check({ spec, path }) {
    for (const key of Object.keys(record(spec.hadoopConf))) {
      if (!key.startsWith('spark.')) continue;
      const isHadoop = key.startsWith(HADOOP) && key.length > HADOOP.length;
      yield {
        path: [...path, 'hadoopConf', key],
        message: `${key} becomes spark.hadoop.${key}`,
        ...(isHadoop
          ? { fix: `write ${key.slice(HADOOP.length)}`, correction: { key: key.slice(HADOOP.length) } }
          : { fix: 'move it to sparkConf' }),
      };
    }
  },
});

/** Spark gives the driver the address of its pod, and its Service as host. */
const ADDRESS_KEYS = ['spark.driver.bindAddress', 'spark.driver.host'];

const driverAddressSet: Rule = applicationRule({
  id: 'driver-address-set',
  severity: 'error',
  summary: 'An address of the driver in the settings.',
  why: 'spark-submit refuses it in cluster mode: "is not supported in Kubernetes mode".',
  fix: 'remove the key: Spark sets it to the address of the pod and the name of its Service',
  source:
    'https://github.com/apache/spark/blob/v4.0.0/resource-managers/kubernetes/core/src/main/scala/org/apache/spark/deploy/k8s/features/DriverServiceFeatureStep.scala',
  *check({ settings }) {
    for (const key of ADDRESS_KEYS) {
      const setting = settings.get(key);
      if (setting !== undefined) yield { path: setting.path, message: `${setting.value} is given as ${key}` };
    }
  },
});

const settingWithoutValue: Rule = workloadRule({
  id: 'setting-without-value',
  severity: 'warning',
  summary: 'A setting with nothing behind its colon.',
  why: 'It is null, and Kubernetes drops it: the job runs without the setting.',
  fix: 'give a value, or remove the line',
  *check({ spec, path }) {
    for (const field of ['sparkConf', 'hadoopConf']) {
      for (const [key, value] of Object.entries(record(spec[field]))) {
        if (value === null) yield { path: [...path, field, key], message: `${key} has no value` };
      }
    }
  },
});

const waitAppCompletion: Rule = applicationRule({
  id: 'wait-app-completion',
  severity: 'error',
  summary: 'spark-submit waits for the end of the job.',
  why: 'It blocks one worker of the operator for the whole job.',
  fix: 'remove the key: the operator follows the job by its pods',
  source: operator('internal/controller/sparkapplication/submission.go#L279'),
  *check({ settings }) {
    const setting = settings.get('spark.kubernetes.submission.waitAppCompletion');
    if (setting?.value === 'true')
      yield { path: setting.path, message: 'the operator would wait for the whole job' };
  },
});

const sparkConnectShellCharacters: Rule = {
  id: 'spark-connect-shell-characters',
  severity: 'error',
  summary: 'A setting of a Spark Connect server has characters that a shell interprets.',
  why: 'Operator 2.5.2 joins the settings unquoted into bash -c: the command breaks, or is evaluated.',
  fix: 'avoid blanks, quotes, $ and other shell characters, or put the setting into the image',
  source: operator('internal/controller/sparkconnect/reconciler.go#L379'),
  kinds: ['SparkConnect'],
  *check(object) {
    for (const field of ['sparkConf', 'hadoopConf']) {
      for (const [key, value] of Object.entries(record(record(object.spec)[field]))) {
        const found = /[\s"'`$;&|<>()\\]/.exec(written(value)) ?? /[\s"'`$;&|<>()\\]/.exec(key);
        if (found !== null) {
          yield {
            path: ['spec', field, key],
            message: `${JSON.stringify(found[0])} is read by the shell that starts the server`,
          };
        }
      }
    }
  },
};

/** Rules about settings that the operator manages. */
export const MANAGED_SETTINGS: RuleGroup = {
  title: 'Settings that the operator manages',
  rules: [
    deniedSparkConf,
    shadowedSparkConf,
    driverAddressSet,
    settingWithoutValue,
    hadoopConfPrefixed,
    waitAppCompletion,
    sparkConnectShellCharacters,
  ],
};
