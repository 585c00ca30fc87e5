import { once, onceFor } from './once';
import { text, withoutEndingSlashes, type Path } from './plain';
import { variables } from './pods';
import type { Role, Workload } from './workload';

/** An option of the JVM of a role. */
export interface JvmOption {
  /** The system property, or `javaagent`. */
  readonly name: string;
  /** Its value, without quotes. */
  readonly value: string;
  /** Where the options stand. */
  readonly path: Path;
}

const OPTION = /(?<![\w.-])-(?:D([\w.-]{1,200})=|(javaagent):)("[^"]*"|'[^']*'|[^\s"']+)/g;

/** The options of the JVM of a role, from its field, its setting and its environment. */
export function jvmOptions(app: Workload, role: Role): readonly JvmOption[] {
  return optionsOf(app).get(role)!;
}

const optionsOf = once(
  (app: Workload): ReadonlyMap<Role, readonly JvmOption[]> =>
    new Map(app.roles.map((role) => [role, allOptions(app, role)])),
);

function allOptions(app: Workload, role: Role): JvmOption[] {
  const setting = app.settings.get(`spark.${role.name}.extraJavaOptions`);
  const given = [
    { options: text(role.spec.javaOptions), path: [...role.path, 'javaOptions'] as Path },
    { options: setting?.value, path: setting?.path ?? [] },
    ...variables(app, role)
      .filter(({ name }) => name === 'JAVA_TOOL_OPTIONS' || name === 'JDK_JAVA_OPTIONS')
      .map(({ value, valuePath }) => ({ options: value, path: valuePath })),
  ];
  return given.flatMap(({ options, path }) =>
    options === undefined ? [] : optionsIn(options).map((option) => ({ ...option, path })),
  );
}

const optionsIn = onceFor((text) =>
  [...text.matchAll(OPTION)].map(([, property, agent, value]) => ({
    name: property ?? agent!,
    value: value!.replace(/^["']|["']$/g, ''),
  })),
);

/** Properties whose file must be there, or the JVM or its first connection fails. */
const NEEDED = new Set([
  'javax.net.ssl.trustStore',
  'javax.net.ssl.keyStore',
  'java.security.auth.login.config',
  'java.security.krb5.conf',
  'javaagent',
]);

/** The file that an option needs, as an absolute path; undefined for another option. */
export function neededFile({ name, value }: JvmOption): string | undefined {
  if (!NEEDED.has(name)) return undefined;
  const file =
    name === 'javaagent' ? value.replace(/=[^]*$/, '') : value.replace(/^file:(?:\/\/)?(?=\/)/, '');
  return file.startsWith('/') ? withoutEndingSlashes(file) : undefined;
}
