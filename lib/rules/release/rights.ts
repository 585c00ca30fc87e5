import { list, nameOf, record, text, type Manifest, written } from '../../manifest/plain';
import type { Workload } from '../../manifest/workload';
import type { Facts } from '../facts';
import {
  accountsOf,
  applicationsOf,
  bindingsOf,
  knownRoles,
  looksLikeDriverRole,
  makesPods,
  missingRights,
  neededRights,
  roleName,
  rolesOf,
  type Account,
  type DriverRights,
} from '../rbac';
import { objectPlace } from '../related';
import type { Problem, Related, Rule, RuleGroup } from '../rule';
import { operator, sparkDocs } from '../sources';

const driverRoleTooSmall: Rule = {
  id: 'driver-role-too-small',
  severity: 'error',
  summary: "The driver's Role lacks rights without which Spark cannot work.",
  why: 'Executors cannot be made or watched: the driver gets 403 and the job fails.',
  fix:
    'grant it; or give the application the SparkServiceAccount itself, whose settings need only pods; claims on demand ' +
    'need SparkPermissions.CHART: every verb on pods, configmaps, persistentvolumeclaims and services',
  source: sparkDocs('running-on-kubernetes.html#rbac'),
  kinds: ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'],
  *check(object, facts): Iterable<Problem> {
    if (object.subjects !== undefined) {
      yield* viewOnly(object, facts);
      return;
    }
    if (lackingRights(object, facts, ({ vital }) => vital) === undefined) return;
    yield lackingRights(object, facts, all)!;
  },
};

const driverRoleUntidy: Rule = {
  id: 'driver-role-untidy',
  severity: 'warning',
  summary: "The driver's Role lacks rights with which Spark cleans up.",
  why: 'The job works. Its executors, ConfigMaps and claims stay until the pod of the driver is deleted, and the log has a 403.',
  fix: 'grant it, or turn off by settings what Spark would clean up',
  source: operator('charts/spark-operator-chart/templates/spark/rbac.yaml#L49'),
  kinds: ['Role', 'ClusterRole'],
  *check(object, facts) {
    if (lackingRights(object, facts, ({ vital }) => vital) !== undefined) return;
    const lacking = lackingRights(object, facts, ({ tidy }) => tidy);
    if (lacking !== undefined) yield lacking;
  },
};

function all({ vital, tidy }: DriverRights): ReadonlyMap<string, ReadonlySet<string>> {
  const resources = [...new Set([...vital.keys(), ...tidy.keys()])];
  return new Map(
    resources.map((resource) => [
      resource,
      new Set([...(vital.get(resource) ?? []), ...(tidy.get(resource) ?? [])]),
    ]),
  );
}

/** What an account of drivers with this Role lacks; undefined when it lacks nothing, or its other Roles are not known. */
function lackingRights(
  role: Manifest,
  facts: Facts,
  part: (needed: DriverRights) => ReadonlyMap<string, ReadonlySet<string>>,
): Problem | undefined {
  for (const { name, namespace } of accountsOf(facts, role)) {
    const apps: readonly (Workload | undefined)[] = applicationsOf(facts, namespace, name);
    if (apps.length === 0 && (role.kind !== 'Role' || !looksLikeDriverRole(role))) continue;
    const known = knownRoles(facts, namespace, name);
    if (known === undefined || !isComplete(facts, namespace, name, known)) continue;
    // Two Roles of one name are versions of each other, not a sum.
    const roles = [role, ...known.filter((other) => nameOf(other) !== nameOf(role))];
    const missing = (apps.length === 0 ? [undefined] : apps)
      .map((app) => missingRights(part(neededRights(app)), roles))
      .find((rights) => rights.length > 0);
    if (missing !== undefined) {
      const message = `account ${name} of the driver lacks ${missing.join('; ')}`;
      return { path: ['rules'], message, related: usersOf(facts, { namespace, name }) };
    }
  }
  return undefined;
}

/** So many applications show who has an account. */
const SHOWN_USERS = 5;

/** Applications whose driver has an account. */
function usersOf(facts: Facts, { namespace, name }: Account): Related[] {
  return applicationsOf(facts, namespace, name)
    .slice(0, SHOWN_USERS)
    .map(({ object }) => objectPlace(object, 'the application whose driver has it'));
}

/** False for an account of somebody else, who gives it the rights of a driver, to which these Roles only add. */
function isComplete(
  facts: Facts,
  namespace: string | undefined,
  account: string,
  roles: readonly Manifest[],
): boolean {
  if (namespace !== undefined && facts.releases.some((release) => release.makesAccount(namespace, account))) {
    return false;
  }
  return facts.named('ServiceAccount', namespace, account).length > 0 || roles.some(makesPods);
}

/** A driver whose only Role is the built-in one that looks and does nothing. */
function* viewOnly(binding: Manifest, facts: Facts): Iterable<Problem> {
  if (roleName(binding) !== 'view' || record(binding.roleRef).kind !== 'ClusterRole') return;
  if (rolesOf(facts, binding).length > 0) return;
  for (const { name, namespace } of driversOf(binding, facts)) {
    const known = knownRoles(facts, namespace, name);
    if (known?.length === 0 && isComplete(facts, namespace, name, known)) {
      const message = `view lets account ${name} of the driver look, and make no pods`;
      const related = usersOf(facts, { namespace, name });
      yield { path: ['roleRef', 'name'], message, fix: 'bind a Role that may make pods', related };
      return;
    }
  }
}

/** Accounts of drivers that a binding names. */
function driversOf(binding: Manifest, facts: Facts): Account[] {
  const place = text(record(binding.metadata).namespace);
  return list(binding.subjects).flatMap((subject) => {
    const { kind, name, namespace } = record(subject);
    if (kind !== 'ServiceAccount' || typeof name !== 'string') return [];
    const account = { name, namespace: text(namespace) ?? place };
    return applicationsOf(facts, account.namespace, name).length > 0 &&
      bindingsOf(facts, account.namespace, name).includes(binding)
      ? [account]
      : [];
  });
}

/** What no driver asks for, and what it opens to whoever runs code in the driver. */
const DANGEROUS: ReadonlyMap<string, string> = new Map([
  ['secrets', 'all Secrets'],
  ['pods/exec', 'commands in other pods'],
  ['pods/attach', 'the terminals of other pods'],
  ['pods/portforward', 'the ports of other pods'],
  ['pods/ephemeralcontainers', 'containers in other pods'],
  ['serviceaccounts/token', 'tokens of other accounts'],
  ['nodes/proxy', 'the nodes'],
]);

/** Verbs with which an account gives itself more rights. */
const ESCALATING = ['escalate', 'bind', 'impersonate'];

/** Resources whose change gives rights. */
const OF_RIGHTS = ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'];

const READING = ['get', 'list', 'watch'];

const driverRoleTooLarge: Rule = {
  id: 'driver-role-too-large',
  severity: 'warning',
  summary: "The driver's Role grants more than drivers need.",
  why: 'Whatever code runs in the job has these rights: with wildcards, Secrets or commands in other pods it has those of the whole namespace.',
  fix: 'grant what drivers need: verbs on pods, configmaps, services and persistentvolumeclaims',
  source: operator('charts/spark-operator-chart/templates/spark/rbac.yaml#L33'),
  kinds: ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'],
  *check(object, facts): Iterable<Problem> {
    if (object.subjects !== undefined) {
      const name = roleName(object);
      if (!['cluster-admin', 'admin'].includes(name) || rolesOf(facts, object).length > 0) return;
      const [account] = driversOf(object, facts);
      if (account === undefined) return;
      const message = `account ${account.name} of the driver is ${name}`;
      yield { path: ['roleRef', 'name'], message, related: usersOf(facts, account) };
      return;
    }
    const related = accountsOf(facts, object)
      .flatMap((account) => usersOf(facts, account))
      .slice(0, SHOWN_USERS);
    if (related.length === 0 && !looksLikeDriverRole(object)) return;
    for (const [index, rule] of list(object.rules).entries()) {
      const excess = excessOf(record(rule));
      if (excess.length > 0)
        yield { path: ['rules', index], message: `drivers need no ${excess.join(', no ')}`, related };
    }
  },
};

function excessOf(rule: Readonly<Record<string, unknown>>): string[] {
  const [resources, verbs] = [rule.resources, rule.verbs].map((values) => list(values).map(written)) as [
    string[],
    string[],
  ];
  if (resources.includes('*')) return ['right on every resource'];
  const isNamed = list(rule.resourceNames).length > 0;
  const dangerous = isNamed ? [] : resources.flatMap((resource) => DANGEROUS.get(resource) ?? []);
  const escalating = ESCALATING.filter((verb) => verbs.includes(verb));
  const ofRights = OF_RIGHTS.filter((resource) => resources.includes(resource));
  const changes = ofRights.length > 0 && verbs.some((verb) => !READING.includes(verb));
  return [
    ...dangerous.map((what) => `access to ${what}`),
    ...escalating.map((verb) => `right to ${verb}`),
    ...(changes ? [`change of ${ofRights.join(' and ')}`] : []),
  ];
}

/** Rules about the rights of drivers. */
export const RIGHTS: RuleGroup = {
  title: 'Rights',
  rules: [driverRoleTooSmall, driverRoleUntidy, driverRoleTooLarge],
};
