import { nearest } from '../manifest/nearest';
import { EVENT_LOG } from './application/event-log';
import { IMAGE_LOCATIONS } from './application/image-locations';
import { IMAGES } from './application/images';
import { KIND } from './application/kind';
import { LABELS } from './application/labels';
import { LIFECYCLE } from './application/lifecycle';
import { MAIN_FILE } from './application/main-file';
import { MEMORY } from './application/memory';
import { MONITORING } from './application/monitoring';
import { NAMES } from './application/names';
import { PLACEHOLDERS } from './application/placeholders';
import { RESOURCES } from './application/resources';
import { SCALING } from './application/scaling';
import { SCHEDULES } from './application/schedule';
import { SHAPE } from './application/shape';
import { SPARK_VERSION } from './application/spark-version';
import { UI } from './application/ui';
import { OPERATOR_IMAGES } from './chart-values/images';
import { JOBS } from './chart-values/jobs';
import { VALUE_KEYS } from './chart-values/keys';
import { PROCESSES } from './chart-values/processes';
import { FILES } from './pod/files';
import { HANDLERS_AND_PROFILES } from './pod/handlers';
import { KUBERNETES } from './pod/kubernetes';
import { NETWORK } from './pod/network';
import { QUOTAS } from './pod/quotas';
import { SECRETS } from './pod/secrets';
import { SECURITY } from './pod/security';
import { VOLUMES } from './pod/volumes';
import { BATCH_SCHEDULER } from './release/batch-scheduler';
import { COVERAGE } from './release/coverage';
import { DELIVERIES } from './release/deliveries';
import { IDENTITY } from './release/identity';
import { OLDER_OPERATORS } from './release/older-operators';
import { SEVERAL_RELEASES } from './release/several';
import { RIGHTS } from './release/rights';
import { WORKFLOWS } from './release/workflows';
import type { Rule, RuleGroup } from './rule';
import { CATALOG_KEYS } from './settings/catalog-keys';
import { CATALOGS } from './settings/catalogs';
import { CLASS_NAMES } from './settings/class-names';
import { CREDENTIALS } from './settings/credentials';
import { DEPENDENCIES } from './settings/dependencies';
import { ENDPOINTS } from './settings/endpoints';
import { ENVIRONMENT } from './settings/environment';
import { HADOOP_CLIENTS } from './settings/hadoop-clients';
import { IDENTITIES } from './settings/identities';
import { JAVA_OPTIONS } from './settings/java-options';
import { JVM_FILES } from './settings/jvm-files';
import { KNOWN_SETTINGS } from './settings/known';
import { MANAGED_SETTINGS } from './settings/managed';
import { STORAGE } from './settings/storage';
import { UNREAD_FIELDS } from './settings/unread';
import { VERSIONS } from './settings/versions';

/** Every group of rules, in the order of docs/rules.md. */
export const GROUPS: readonly RuleGroup[] = [
  KIND,
  PLACEHOLDERS,
  NAMES,
  LABELS,
  MAIN_FILE,
  SPARK_VERSION,
  IMAGES,
  IMAGE_LOCATIONS,
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
  OLDER_OPERATORS,
  DELIVERIES,
  WORKFLOWS,
  IDENTITY,
  RIGHTS,
  MANAGED_SETTINGS,
  JAVA_OPTIONS,
  JVM_FILES,
  DEPENDENCIES,
  VERSIONS,
  CREDENTIALS,
  IDENTITIES,
  ENVIRONMENT,
  SECRETS,
  STORAGE,
  ENDPOINTS,
  HADOOP_CLIENTS,
  CATALOGS,
  CATALOG_KEYS,
  CLASS_NAMES,
  UNREAD_FIELDS,
  VOLUMES,
  FILES,
  QUOTAS,
  NETWORK,
  KUBERNETES,
  HANDLERS_AND_PROFILES,
  SECURITY,
  KNOWN_SETTINGS,
  SHAPE,
  VALUE_KEYS,
  PROCESSES,
  OPERATOR_IMAGES,
  JOBS,
  SEVERAL_RELEASES,
];

/** Every rule. */
export const RULES: readonly Rule[] = GROUPS.flatMap(({ rules }) => rules);

/** What to say to somebody who names a rule that does not exist. */
export function ruleAdvice(id: string, ids: readonly string[] = RULES.map((rule) => rule.id)): string {
  const meant = nearest(id, ids);
  return meant === undefined ? 'docs/rules.md lists them' : `did you mean ${meant}?`;
}
