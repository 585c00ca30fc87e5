import { CATALOG_RULES } from './settings/catalogs';
import { CONF_RULES } from './settings/managed';
import { COVERAGE_RULES } from './release/coverage';
import { CREDENTIAL_RULES } from './settings/credentials';
import { DEPENDENCY_RULES } from './settings/dependencies';
import { ENTRY_RULES } from './application/main-file';
import { ENVIRONMENT_RULES } from './settings/environment';
import { IDENTITY_RULES } from './release/identity';
import { IMAGE_RULES } from './application/images';
import { LABEL_RULES } from './application/labels';
import { LIFECYCLE_RULES } from './application/lifecycle';
import { MONITORING_RULES } from './application/monitoring';
import { NAME_RULES } from './application/names';
import { RESOURCE_RULES } from './application/resources';
import type { Rule } from './rule';
import { SCALING_RULES } from './application/scaling';
import { SCHEDULING_RULES } from './pod/kubernetes';
import { SECRET_RULES } from './pod/secrets';
import { SECURITY_RULES } from './pod/security';
import { SHAPE_RULES } from './application/shape';
import { CONF_RULES as KNOWN_CONF_RULES } from './settings/known';
import { STORAGE_RULES } from './settings/storage';
import { VALUES_RULES } from './chart-values/keys';
import { VOLUME_RULES } from './pod/volumes';

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
