import { type Facts } from './facts';
import { list, type Manifest, nameOf, namespaceOf, record, text, written } from '../manifest/plain';
import { grouped, once } from '../manifest/once';
import { templateSpec } from '../manifest/pods';
import { APPLICATIONS, workload, type Workload } from '../manifest/workload';

/** A right that the driver uses: verbs on a resource of the core group. */
export type Rights = ReadonlyMap<string, ReadonlySet<string>>;

/** Account of the driver, from its field or from its pod template. */
export function driverAccount({ driver }: Workload): string | undefined {
  if (driver === undefined) return undefined;
  const template = templateSpec(driver).spec;
  return (
    text(driver.spec.serviceAccount) ?? text(template.serviceAccountName) ?? text(template.serviceAccount)
  );
}

/** Applications, scheduled ones included, and Connect servers whose driver runs as the account. */
export function applicationsOf(
  facts: Facts,
  namespace: string | undefined,
  account: string,
): readonly Workload[] {
  return applications(facts).get(place(namespace, account)) ?? [];
}

const applications = once((facts: Facts) =>
  grouped([...APPLICATIONS, 'SparkConnect'].flatMap((kind) => facts.ofKind(kind)).map(workload), (app) => [
    place(app.namespace, driverAccount(app)),
  ]),
);

/** Bindings in a namespace, and of the cluster, that name the account. */
export function bindingsOf(facts: Facts, namespace: string | undefined, account: string): Manifest[] {
  const { ofNamespace, ofCluster } = bindings(facts);
  const groups = ['', `:${written(namespace)}`].map((end) => `group system:serviceaccounts${end}`);
  const keys = [place(namespace, account), ...groups];
  // A subject of the cluster without a namespace may mean any.
  const clusterKeys = [...keys, place(undefined, account)];
  const local = keys.flatMap((key) => ofNamespace.get(`${written(namespace)} ${key}`) ?? []);
  return [...new Set([...local, ...clusterKeys.flatMap((key) => ofCluster.get(key) ?? [])])];
}

const bindings = once((facts: Facts) => ({
  ofNamespace: grouped(facts.ofKind('RoleBinding'), (binding) => {
    const namespace = namespaceOf(binding);
    return subjectsOf(binding, namespace).map((key) => `${written(namespace)} ${key}`);
  }),
  ofCluster: grouped(facts.ofKind('ClusterRoleBinding'), (binding) => subjectsOf(binding, undefined)),
}));

/** Who is bound, as keys. */
function subjectsOf(binding: Manifest, namespace: string | undefined): string[] {
  return list(binding.subjects).flatMap((subject) => {
    const { kind, name, namespace: given } = record(subject);
    if (typeof name !== 'string') return [];
    if (kind === 'Group') return [`group ${name}`];
    return kind === 'ServiceAccount' ? [place(text(given ?? namespace), name)] : [];
  });
}

function place(namespace: string | undefined, account: string | undefined): string {
  return JSON.stringify([namespace, account]);
}

/** Roles that a binding refers to, as far as they are known. */
export function rolesOf(facts: Facts, binding: Manifest): readonly Manifest[] {
  const { kind, name } = record(binding.roleRef);
  if (typeof name !== 'string') return [];
  return kind === 'ClusterRole'
    ? facts.ofKind('ClusterRole').filter((role) => nameOf(role) === name)
    : facts.named('Role', namespaceOf(binding), name);
}

/** An account and where it is. */
export interface Account {
  readonly namespace: string | undefined;
  readonly name: string;
}

/** Accounts that a Role is bound to, with their namespaces. */
export function accountsOf(facts: Facts, role: Manifest): Account[] {
  return (bound(facts).get(role) ?? []).flatMap((binding) =>
    list(binding.subjects).flatMap((subject) => {
      const { kind, name, namespace } = record(subject);
      return kind === 'ServiceAccount' && typeof name === 'string'
        ? [{ name, namespace: text(namespace) ?? namespaceOf(binding) }]
        : [];
    }),
  );
}

/** Bindings by the Roles that they give. */
const bound = once((facts: Facts) =>
  grouped([...facts.ofKind('RoleBinding'), ...facts.ofKind('ClusterRoleBinding')], (binding) =>
    rolesOf(facts, binding),
  ),
);

/** Rights of a driver: without some it cannot work, without others it leaves objects behind. */
export interface DriverRights {
  /** Without these the job stops. */
  readonly vital: Rights;
  /** With these it cleans up when it ends; what is left goes with the driver, which owns it. */
  readonly tidy: Rights;
}

/** What a driver asks of the API server, seen in an audit log; some of it can be turned off by settings. */
export function neededRights(app: Workload | undefined): DriverRights {
  const value = (key: string) => app?.settings.get(key)?.value;
  const vital = new Map([['pods', new Set(['create', 'get', 'list', 'watch', 'delete'])]]);
  const tidy = new Map([['pods', new Set(['deletecollection'])]]);
  if (app === undefined) return { vital, tidy };
  if (value('spark.kubernetes.executor.disableConfigMap') !== 'true') {
    if (!/^[12]\./.test(text(app.spec.sparkVersion) ?? '')) vital.set('configmaps', new Set(['create']));
    tidy.set('configmaps', new Set(['deletecollection']));
  }
  if (value('spark.kubernetes.driver.service.deleteOnTermination') !== 'false') {
    tidy.set('services', new Set(['deletecollection']));
  }
  const onDemand = [...app.settings.values()].some(
    ({ key, value: claim }) =>
      claim === 'OnDemand' && /^spark\.kubernetes\.executor\.volumes\..*\.claimName$/.test(key),
  );
  if (onDemand) {
    vital.set('persistentvolumeclaims', new Set(['create']));
    tidy.set('persistentvolumeclaims', new Set(['get', 'list', 'delete', 'deletecollection']));
  }
  return { vital, tidy };
}

/** What is needed and not granted, as `delete on pods`. */
export function missingRights(needed: Rights, roles: readonly Manifest[]): string[] {
  const rules = roles.flatMap((role) => list(role.rules).map(record));
  return [...needed].flatMap(([resource, verbs]) => {
    const missing = [...verbs].filter(
      (verb) =>
        !rules.some(
          (rule) =>
            includes(rule.apiGroups, '') &&
            includes(rule.resources, resource) &&
            includes(rule.verbs, verb) &&
            list(rule.resourceNames).length === 0,
        ),
    );
    return missing.length === 0 ? [] : [`${missing.join(', ')} on ${resource}`];
  });
}

/** ClusterRoles that every cluster has, and whether they let an account make pods. */
const BUILT_IN: ReadonlyMap<string, boolean> = new Map([
  ['cluster-admin', true],
  ['admin', true],
  ['edit', true],
  ['view', false],
]);

/** The Roles of an account; undefined where one of them is not among the manifests, so that its rights are not known. */
export function knownRoles(
  facts: Facts,
  namespace: string | undefined,
  account: string,
): readonly Manifest[] | undefined {
  const result: Manifest[] = [];
  for (const binding of bindingsOf(facts, namespace, account)) {
    const roles = rolesOf(facts, binding);
    if (roles.length === 0 && BUILT_IN.get(roleName(binding)) !== false) return undefined;
    if (roles.some((role) => role.aggregationRule !== undefined)) return undefined;
    result.push(...roles);
  }
  return result;
}

/** Name of the Role that a binding gives. */
export function roleName(binding: Manifest): string {
  return text(record(binding.roleRef).name) ?? '';
}

/** True for a Role that makes pods. */
export function makesPods(role: Manifest): boolean {
  return list(role.rules)
    .map(record)
    .some(({ resources, verbs }) => includes(resources, 'pods') && includes(verbs, 'create'));
}

function includes(values: unknown, wanted: string): boolean {
  return list(values).some((value) => value === wanted || value === '*');
}

/** True for a Role that reads like one for Spark drivers: its name says spark and it makes pods, and nothing else. */
export function looksLikeDriverRole(role: Manifest): boolean {
  const rules = list(role.rules).map(record);
  return (
    /spark/i.test(nameOf(role) ?? '') &&
    rules.length > 0 &&
    rules.every(({ apiGroups }) => list(apiGroups).every((group) => group === '')) &&
    rules.some(({ resources, verbs }) => includes(resources, 'pods') && includes(verbs, 'create'))
  );
}
