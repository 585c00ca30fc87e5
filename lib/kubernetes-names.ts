import { TextForm } from './problems';

const ENDS = 'with a letter or digit at both ends';
/** Pattern of the names of most objects. */
export const SUBDOMAIN = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*';
const SEARCHED = '_?[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?';
const QUALIFIED = '[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?';

/**
 * What namespaces, containers, volumes and ports of a Service are called: a DNS-1123 label.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names
 */
export const DNS_LABEL = new TextForm({
  pattern: /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/,
  of: `lower-case letters, digits and dashes, ${ENDS}`,
  example: 'spark-jobs',
  maxLength: 63,
});

/** What Services and Spark applications are called: a DNS-1035 label, which begins with a letter. */
export const SERVICE_NAME = new TextForm({
  pattern: /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/,
  of: 'lower-case letters, digits and dashes, with a letter at the start and no dash at the end',
  example: 'spark-etl',
  maxLength: 63,
});

/** What a port of a container is called. */
export const PORT_NAME = new TextForm({
  pattern: /^(?=.*[a-z])[a-z0-9](?:-?[a-z0-9])*$/,
  of: 'lower-case letters, digits and single dashes, a letter among them, with no dash at an end',
  example: 'metrics',
  maxLength: 15,
});

/** What Secrets, accounts, pods and most objects are called: a DNS-1123 subdomain. */
export const OBJECT_NAME = new TextForm({
  pattern: new RegExp(`^${SUBDOMAIN}$`),
  of: `lower-case letters, digits, dashes and dots, ${ENDS}`,
  example: 'minio-credentials',
  maxLength: 253,
});

/** A domain in which a pod looks for names. */
export const SEARCH_DOMAIN = new TextForm({
  // A dot at the end is not counted.
  pattern: new RegExp(`^(?:\\.|(?=.{1,253}\\.?$)${SEARCHED}(?:\\.${SEARCHED})*\\.?)$`),
  of: `lower-case letters, digits, dashes, underscores and dots, ${ENDS} of each part`,
  example: 'svc.cluster.local',
  maxLength: 254,
});

/** A key of a Secret or ConfigMap. */
export const DATA_KEY = new TextForm({
  pattern: /^(?!\.\.|\.$)[-._A-Za-z0-9]+$/,
  of: 'letters, digits, dashes, underscores and dots, not beginning with two dots',
  example: 'access-key',
  maxLength: 253,
});

/**
 * A key of a label, an annotation or a node selector.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 */
export const LABEL_KEY = new TextForm({
  pattern: new RegExp(`^(?:(?=[^/]{1,253}/)${SUBDOMAIN}/)?${QUALIFIED}$`),
  of: 'at most 63 letters, digits, dashes, underscores and dots, perhaps after a DNS name and a slash',
  example: 'example.com/team',
});

/** A value of a label. */
export const LABEL_VALUE = new TextForm({
  pattern: new RegExp(`^(?:${QUALIFIED})?$`),
  of: `letters, digits, dashes, underscores and dots, ${ENDS}`,
  example: 'data',
  minLength: 0,
  maxLength: 63,
});
