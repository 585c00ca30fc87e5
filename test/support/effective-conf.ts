import type { k8s } from 'cdk8s-plus-28';
import type { Rendered } from './workload';

/** Values of Secrets in the cluster: Secret name, key, value. */
export type Secrets = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The environment of a container, as the kubelet makes it: `$(NAME)` only from earlier variables. */
export function effectiveEnv(variables: readonly k8s.EnvVar[], secrets: Secrets): Record<string, string> {
  const env: Record<string, string> = {};
  for (const { name, value, valueFrom } of variables) {
    const reference = valueFrom?.secretKeyRef;
    const secret = reference === undefined ? undefined : secrets[reference.name!]?.[reference.key];
    if (reference !== undefined && secret === undefined) {
      throw new Error(`${name}: no key ${reference.key} in Secret ${reference.name ?? ''}`);
    }
    env[name] = secret ?? (value ?? '').replace(/\$\((\w+)\)/g, (whole, part: string) => env[part] ?? whole);
  }
  return env;
}

/**
 * The Spark settings as the code that uses them sees them in a container with this environment.
 *
 * Hadoop expands `${env.X}` in its own settings, with defaults, but reads the links of a viewfs mount table raw. The
 * REST catalog of Iceberg expands values `env:X` and drops the option when the variable is missing. Nobody else
 * expands anything.
 */
export function effectiveConf(
  conf: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(conf).flatMap(([key, value]): [string, string][] => {
      if (isHadoop(key)) return [[key, expandHadoop(value, env)]];
      const catalog = /^(spark\.sql\.catalog\.\w+)\./.exec(key)?.[1];
      if (catalog === undefined || !value.startsWith('env:') || !isRest(conf, catalog)) return [[key, value]];
      const expanded = env[value.slice('env:'.length)];
      return expanded === undefined ? [] : [[key, expanded]];
    }),
  );
}

/** References that nobody resolved: `key=value`. */
export function unresolved(conf: Readonly<Record<string, string>>): string[] {
  return Object.entries(conf)
    .filter(([, value]) => /\$\{|\$\(|^env:/.test(value))
    .map((entry) => entry.join('='));
}

/** The settings and the environment of each role, when a feature gives both the same variables. */
export function effective(
  contribution: Rendered,
  secrets: Secrets,
): { conf: Record<string, string>; env: Record<string, string> } {
  const env = effectiveEnv(contribution.env, secrets);
  return { conf: effectiveConf(contribution.sparkConf, env), env };
}

function isHadoop(key: string): boolean {
  const hadoop = /^spark\.(?:hadoop|sql\.catalog\.\w+\.hadoop)\./.exec(key);
  return hadoop !== null && !key.slice(hadoop[0].length).startsWith('fs.viewfs.mounttable.');
}

function isRest(conf: Readonly<Record<string, string>>, catalog: string): boolean {
  return (
    conf[`${catalog}.type`] === 'rest' ||
    conf[`${catalog}.catalog-impl`] === 'org.apache.iceberg.rest.RESTCatalog'
  );
}

/** `${env.N}`, `${env.N-default}` (unset), `${env.N:-default}` (unset or empty); what is unbound stays as it is. */
function expandHadoop(value: string, env: Readonly<Record<string, string>>): string {
  return value.replace(
    /\$\{env\.([^-:}\s]+)(?:(:?-)([^}]*))?\}/g,
    (whole, name: string, dash?: string, fallback?: string) => {
      const bound = env[name];
      if (bound !== undefined && !(dash === ':-' && bound === '')) return bound;
      return fallback ?? whole;
    },
  );
}
