import { distance } from 'fastest-levenshtein';
import {
  list,
  nameOf,
  namespaceOf,
  record,
  text,
  type Manifest,
  type Path,
  written,
} from '../../manifest/plain';
import { grouped, once } from '../../manifest/once';
import { templateSpec } from '../../manifest/pods';
import { workload, WORKLOADS, type Workload } from '../../manifest/workload';
import type { Facts } from '../facts';
import {
  accountsOf,
  applicationsOf,
  bindingsOf,
  driverAccount,
  looksLikeDriverRole,
  missingRights,
  neededRights,
  rolesOf,
} from '../rbac';
import type { Problem, Rule, RuleGroup } from '../rule';
import { workloadRule } from '../workload-rule';

const driverServiceAccountMissing: Rule = workloadRule({
  id: 'driver-service-account-missing',
  severity: 'error',
  summary: 'The driver has no service account.',
  why: 'It runs as the account default and gets 403 when it asks for executors.',
  fix: "name an account with the driver's Role, in driver.serviceAccount",
  *check(app) {
    if (app.driver !== undefined && driverAccount(app) === undefined) {
      yield {
        path: accountPath(app),
        message: `the ${app.driver.name} would run as the account default`,
        ...(app.kind === 'SparkConnect'
          ? { fix: 'name an account in server.template.spec.serviceAccountName' }
          : {}),
      };
    }
  },
});

function accountPath(app: Workload): Path {
  const role = app.driver!;
  const inTemplate = templateSpec(role);
  if (
    role.spec.serviceAccount === undefined &&
    (app.kind === 'SparkConnect' || 'serviceAccountName' in inTemplate.spec)
  ) {
    return [...inTemplate.path, 'serviceAccountName'];
  }
  return [...role.path, 'serviceAccount'];
}

const driverServiceAccountUnbound: Rule = {
  id: 'driver-service-account-unbound',
  severity: 'error',
  summary: "The driver's account does not exist or has no Role in the namespace.",
  why: 'The driver gets 403 when it asks for executors, and the job fails with exit code 1.',
  fix: 'create the account, a Role and a RoleBinding in the namespace of the application',
  kinds: [...WORKLOADS, 'RoleBinding'],
  check: (object, facts) =>
    object.kind === 'RoleBinding' ? bindingProblems(object, facts) : accountProblems(workload(object), facts),
};

function* accountProblems(app: Workload, facts: Facts): Iterable<Problem> {
  const { namespace } = app;
  const account = driverAccount(app);
  if (account === undefined || !knowsAccounts(facts, namespace, account)) return;
  if (!isWatched(facts, namespace) || isMadeElsewhere(facts, namespace!, account)) return;
  const path = accountPath(app);
  if (!has(facts, namespace!, account) && account !== 'default') {
    yield { path, message: `there is no ServiceAccount ${account} in namespace ${namespace!}` };
  } else if (
    bindingsOf(facts, namespace, account).length === 0 &&
    misdirected(facts, namespace, account).length === 0 &&
    !facts.ofKind('RoleBinding', namespace).some((binding) => misspells(facts, binding, account))
  ) {
    yield { path, message: `no RoleBinding gives ${account} a Role in namespace ${namespace!}` };
  }
}

function* bindingProblems(binding: Manifest, facts: Facts): Iterable<Problem> {
  const namespace = namespaceOf(binding);
  const role = record(binding.roleRef);
  for (const [index, subject] of list(binding.subjects).entries()) {
    const { kind, name: account, namespace: place } = record(subject);
    if (typeof account !== 'string' || kind !== 'ServiceAccount') continue;
    if (misdirected(facts, namespace, account).includes(binding)) {
      yield {
        path: ['subjects', index, 'namespace'],
        message: `account ${account} is in ${namespace!}, not in ${written(place)}`,
        fix: `write ${namespace!}`,
      };
    } else if (misspelt(facts, text(place) ?? namespace, account) !== undefined) {
      yield {
        path: ['subjects', index, 'name'],
        message: `there is no ServiceAccount ${account} in namespace ${text(place) ?? namespace!}`,
        fix: `write ${misspelt(facts, text(place) ?? namespace, account)!}`,
      };
    } else if (rolesOf(facts, binding).length === 0 && isForDriver(facts, namespace, account, binding)) {
      yield {
        path: ['roleRef', 'name'],
        message: `there is no Role ${written(role.name)} in namespace ${namespace!}`,
        fix: 'name the Role of the driver, in the namespace of the binding',
      };
    }
  }
}

/** The account that a subject probably means, when its own does not exist. */
function misspelt(facts: Facts, namespace: string | undefined, account: string): string | undefined {
  if (namespace === undefined || account === 'default' || has(facts, namespace, account)) return undefined;
  if (isMadeElsewhere(facts, namespace, account)) return undefined;
  const names = facts.ofKind('ServiceAccount', namespace).flatMap((object) => nameOf(object) ?? []);
  // A number in the name, or another ending, makes another account.
  return names.find((name) => distance(name, account) === 1 && !/\d$/.test(name + account));
}

/** True for a binding whose own finding says that it means the account. */
function misspells(facts: Facts, binding: Manifest, account: string): boolean {
  return list(binding.subjects).some((subject) => {
    const { kind, name, namespace } = record(subject);
    const place = text(namespace) ?? namespaceOf(binding);
    return kind === 'ServiceAccount' && typeof name === 'string' && misspelt(facts, place, name) === account;
  });
}

/** A binding to a Role that is not there, while other Roles of the namespace are. */
function isForDriver(
  facts: Facts,
  namespace: string | undefined,
  account: string,
  binding: Manifest,
): boolean {
  return (
    record(binding.roleRef).kind === 'Role' &&
    namespace !== undefined &&
    facts.ofKind('Role', namespace).length > 0 &&
    (applicationsOf(facts, namespace, account).length > 0 || /spark/i.test(account))
  );
}

/** Bindings of a namespace that name its account, but in another namespace, where it does not exist. */
function misdirected(facts: Facts, namespace: string | undefined, account: string): Manifest[] {
  if (namespace === undefined || !has(facts, namespace, account)) return [];
  return (bindingsByName(facts).get(JSON.stringify([namespace, account])) ?? []).filter((binding) =>
    list(binding.subjects).some((subject) => {
      const { kind, name, namespace: place } = record(subject);
      return (
        kind === 'ServiceAccount' &&
        name === account &&
        typeof place === 'string' &&
        place !== namespace &&
        !has(facts, place, account)
      );
    }),
  );
}

const bindingsByName = once((facts: Facts) =>
  grouped(facts.ofKind('RoleBinding'), (binding) =>
    list(binding.subjects).map((subject) => JSON.stringify([namespaceOf(binding), record(subject).name])),
  ),
);

function has(facts: Facts, namespace: string, account: string): boolean {
  return facts.named('ServiceAccount', namespace, account).length > 0;
}

const accountNames = once((facts: Facts) => new Set(facts.ofKind('ServiceAccount').map(nameOf)));

/** Accounts can be compared only where some of them stand in the manifests. */
function knowsAccounts(facts: Facts, namespace: string | undefined, account: string): boolean {
  return (
    namespace !== undefined &&
    (['ServiceAccount', 'Role', 'RoleBinding'].some((kind) => facts.ofKind(kind, namespace).length > 0) ||
      accountNames(facts).has(account))
  );
}

/** Where nobody watches the namespace, it is the mistake, and not the account. */
function isWatched(facts: Facts, namespace: string | undefined): boolean {
  return facts.releases.length === 0 || facts.releasesFor(namespace).length > 0;
}

function isMadeElsewhere(facts: Facts, namespace: string, account: string): boolean {
  return facts.releases.some((release) => release.makesAccount(namespace, account));
}

const driverRoleTooSmall: Rule = {
  id: 'driver-role-too-small',
  severity: 'error',
  summary: "The driver's Role lacks rights that Spark uses.",
  why: 'Executors cannot be made or cleaned up: 403 at the start, or objects left behind at the end.',
  fix:
    'grant it; or give the application the SparkServiceAccount itself, whose settings need only pods; claims on demand ' +
    'need SparkPermissions.CHART: every verb on pods, configmaps, persistentvolumeclaims and services',
  kinds: ['Role', 'ClusterRole'],
  *check(object, facts) {
    for (const { name, namespace } of accountsOf(facts, object)) {
      const apps = applicationsOf(facts, namespace, name);
      if (apps.length === 0 && (object.kind !== 'Role' || !looksLikeDriverRole(object))) continue;
      // Two Roles of one name are versions of each other, not a sum.
      const others = bindingsOf(facts, namespace, name)
        .flatMap((binding) => rolesOf(facts, binding))
        .filter((role) => nameOf(role) !== nameOf(object));
      const missing = (apps.length === 0 ? [undefined] : apps)
        .map((app) => missingRights(neededRights(app), [object, ...others]))
        .find((rights) => rights.length > 0);
      if (missing !== undefined) {
        yield { path: ['rules'], message: `account ${name} of the driver lacks ${missing.join('; ')}` };
        return;
      }
    }
  },
};

const executorServiceAccountMissing: Rule = workloadRule({
  id: 'executor-service-account-missing',
  severity: 'error',
  summary: "The executors' account does not exist.",
  why: 'Kubernetes refuses every executor, without end, while the state is RUNNING.',
  fix: 'create the account in the namespace of the application (it needs no rights), or remove it here',
  *check({ executor, namespace }, facts) {
    if (executor === undefined || namespace === undefined) return;
    const inTemplate = templateSpec(executor);
    const [account, path] = [
      [text(executor.spec.serviceAccount), [...executor.path, 'serviceAccount']] as const,
      [text(inTemplate.spec.serviceAccountName), [...inTemplate.path, 'serviceAccountName']] as const,
    ].find(([name]) => name !== undefined) ?? [undefined, []];
    if (account === undefined || account === 'default' || !knowsAccounts(facts, namespace, account)) return;
    if (!isWatched(facts, namespace) || isMadeElsewhere(facts, namespace, account)) return;
    if (!has(facts, namespace, account)) {
      yield { path, message: `there is no ServiceAccount ${account} in namespace ${namespace}` };
    }
  },
});

const driverTokenNotMounted: Rule = {
  id: 'driver-token-not-mounted',
  severity: 'error',
  summary: "The driver's account mounts no token.",
  why: 'The driver stops at its start: "PKIX path building failed", with no word of a token.',
  fix: 'set automountServiceAccountToken to true for the driver',
  kinds: [...WORKLOADS, 'ServiceAccount'],
  check: (object, facts) =>
    object.kind === 'ServiceAccount' ? accountToken(object, facts) : templateToken(workload(object)),
};

function* accountToken(object: Manifest, facts: Facts): Iterable<Problem> {
  const [name, namespace] = [nameOf(object), namespaceOf(object)];
  if (object.automountServiceAccountToken !== false || name === undefined) return;
  const apps = applicationsOf(facts, namespace, name);
  const without = apps.filter(
    ({ driver }) => templateSpec(driver!).spec.automountServiceAccountToken !== true,
  );
  const makesPods = bindingsOf(facts, namespace, name)
    .flatMap((binding) => rolesOf(facts, binding))
    .some(looksLikeDriverRole);
  if (without.length > 0 || (makesPods && apps.length === 0)) {
    yield { path: ['automountServiceAccountToken'], message: `account ${name} of the driver gets no token` };
  }
}

function* templateToken({ driver }: Workload): Iterable<Problem> {
  if (driver === undefined) return;
  const { spec, path } = templateSpec(driver);
  if (spec.automountServiceAccountToken === false) {
    yield { path: [...path, 'automountServiceAccountToken'], message: `the ${driver.name} gets no token` };
  }
}

/** Rules about accounts and their rights. */
export const IDENTITY: RuleGroup = {
  title: 'Accounts and rights',
  rules: [
    driverServiceAccountMissing,
    driverServiceAccountUnbound,
    driverRoleTooSmall,
    driverTokenNotMounted,
    executorServiceAccountMissing,
  ],
};
