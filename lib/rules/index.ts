import { CATALOG_RULES } from './catalogs';
import { CONF_RULES } from './conf';
import { COVERAGE_RULES } from './coverage';
import { CREDENTIAL_RULES } from './credentials';
import { DEPENDENCY_RULES } from './dependencies';
import { ENTRY_RULES } from './entry';
import { ENVIRONMENT_RULES } from './environment';
import { IDENTITY_RULES } from './identity';
import { IMAGE_RULES } from './images';
import { LABEL_RULES } from './labels';
import { LIFECYCLE_RULES } from './lifecycle';
import { MONITORING_RULES } from './monitoring';
import { NAME_RULES } from './names';
import { RESOURCE_RULES } from './resources';
import type { Rule } from './rule';
import { SCALING_RULES } from './scaling';
import { SCHEDULING_RULES } from './scheduling';
import { SECRET_RULES } from './secrets';
import { SECURITY_RULES } from './security';
import { SHAPE_RULES } from './shape';
import { CONF_RULES as KNOWN_CONF_RULES } from './spark-conf/conf-rules';
import { STORAGE_RULES } from './storage';
import { VALUES_RULES } from './values';
import { VOLUME_RULES } from './volumes';

/** Every rule, particular ones before general ones. */
export const RULES: readonly Rule[] = [
  ...NAME_RULES,
  ...ENTRY_RULES,
  ...IMAGE_RULES,
  ...RESOURCE_RULES,
  ...SCALING_RULES,
  ...COVERAGE_RULES,
  ...IDENTITY_RULES,
  ...CONF_RULES,
  ...DEPENDENCY_RULES,
  ...CREDENTIAL_RULES,
  ...ENVIRONMENT_RULES,
  ...SECRET_RULES,
  ...STORAGE_RULES,
  ...CATALOG_RULES,
  ...LIFECYCLE_RULES,
  ...MONITORING_RULES,
  ...VOLUME_RULES,
  ...LABEL_RULES,
  ...SCHEDULING_RULES,
  ...SECURITY_RULES,
  ...VALUES_RULES,
  ...KNOWN_CONF_RULES,
  ...SHAPE_RULES,
];
