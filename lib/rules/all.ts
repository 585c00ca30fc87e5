import { nearest } from '../manifest/nearest';
import { EVENT_LOG } from './application/event-log';
import { IMAGES } from './application/images';
import { KIND } from './application/kind';
import { LABELS } from './application/labels';
import { LIFECYCLE } from './application/lifecycle';
import { MAIN_FILE } from './application/main-file';
import { MEMORY } from './application/memory';
import { MONITORING } from './application/monitoring';
import { NAMES } from './application/names';
import { RESOURCES } from './application/resources';
import { SCALING } from './application/scaling';
import { SCHEDULES } from './application/schedule';
import { SHAPE } from './application/shape';
import { SPARK_VERSION } from './application/spark-version';
import { UI } from './application/ui';
import { JOBS } from './chart-values/jobs';
import { VALUE_KEYS } from './chart-values/keys';
import { PROCESSES } from './chart-values/processes';
import { KUBERNETES } from './pod/kubernetes';
import { SECRETS } from './pod/secrets';
import { SECURITY } from './pod/security';
import { VOLUMES } from './pod/volumes';
import { BATCH_SCHEDULER } from './release/batch-scheduler';
import { COVERAGE } from './release/coverage';
import { IDENTITY } from './release/identity';
import type { Rule, RuleGroup } from './rule';
import { CATALOGS } from './settings/catalogs';
import { CLASS_NAMES } from './settings/class-names';
import { CREDENTIALS } from './settings/credentials';
import { DEPENDENCIES } from './settings/dependencies';
import { ENDPOINTS } from './settings/endpoints';
import { ENVIRONMENT } from './settings/environment';
import { HADOOP_CLIENTS } from './settings/hadoop-clients';
import { JAVA_OPTIONS } from './settings/java-options';
import { KNOWN_SETTINGS } from './settings/known';
import { MANAGED_SETTINGS } from './settings/managed';
import { STORAGE } from './settings/storage';
import { VERSIONS } from './settings/versions';

/** Every group of rules, in the order of docs/rules.md. */
export const GROUPS: readonly RuleGroup[] = [
  KIND,
  NAMES,
  LABELS,
  MAIN_FILE,
  SPARK_VERSION,
  IMAGES,
  RESOURCES,
  MEMORY,
  SCALING,
  LIFECYCLE,
  SCHEDULES,
  MONITORING,
  EVENT_LOG,
  UI,
  COVERAGE,
  BATCH_SCHEDULER,
  IDENTITY,
  MANAGED_SETTINGS,
  JAVA_OPTIONS,
  DEPENDENCIES,
  VERSIONS,
  CREDENTIALS,
  ENVIRONMENT,
  SECRETS,
  STORAGE,
  ENDPOINTS,
  HADOOP_CLIENTS,
  CATALOGS,
  CLASS_NAMES,
  VOLUMES,
  KUBERNETES,
  SECURITY,
  KNOWN_SETTINGS,
  SHAPE,
  VALUE_KEYS,
  PROCESSES,
  JOBS,
];

/** Every rule. */
export const RULES: readonly Rule[] = GROUPS.flatMap(({ rules }) => rules);

/** What to say to somebody who names a rule that does not exist. */
export function ruleAdvice(id: string): string {
  const meant = nearest(
    id,
    RULES.map((rule) => rule.id),
  );
  return meant === undefined ? 'docs/rules.md lists them' : `did you mean ${meant}?`;
}
