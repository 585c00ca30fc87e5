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
  makesPods,
  rolesOf,
} from '../rbac';
import { objectPlace, valuePlace } from '../related';
import type { Problem, Rule, RuleGroup } from '../rule';
import { kubernetes, kubernetesApi, sparkDocs } from '../sources';
import { workloadRule } from '../workload-rule';

const driverServiceAccountMissing: Rule = workloadRule({
  id: 'driver-service-account-missing',
  severity: 'error',
  summary: 'The driver has no service account.',
  why: 'It runs as the account default and gets 403 when it asks for executors.',
  fix: "name an account with the driver's Role, in driver.serviceAccount",
  source: sparkDocs('running-on-kubernetes.html#rbac'),
  *check(app, facts) {
    if (app.driver === undefined || driverAccount(app) !== undefined || isOfDistribution(app)) return;
    if (bindingsOf(facts, app.namespace, 'default').length === 0) {
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

/** Distributions whose own operator names the account: that of HPE Ezmeral, and that of EMR on EKS. */
function isOfDistribution({ spec, driver }: Workload): boolean {
  const image = text(driver?.spec.image) ?? text(spec.image) ?? '';
  return image.startsWith('gcr.io/mapr-252711/') || /\/emr-\d|\/emr-on-eks\//.test(image);
}

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
  source: sparkDocs('running-on-kubernetes.html#rbac'),
  kinds: [...WORKLOADS, 'RoleBinding'],
  check: (object, facts) =>
    object.kind === 'RoleBinding' ? bindingProblems(object, facts) : accountProblems(workload(object), facts),
};

function* accountProblems(app: Workload, facts: Facts): Iterable<Problem> {
  const { namespace } = app;
  const account = driverAccount(app);
  if (account === undefined || namespace === undefined) return;
  if (!isWatched(facts, namespace) || isMadeElsewhere(facts, namespace, account)) return;
  const path = accountPath(app);
  const bindings = bindingsOf(facts, namespace, account);
  if (!has(facts, namespace, account) && account !== 'default') {
    // A binding to an account that the manifests do not make may be to one that somebody else makes, for the cloud.
    const isMadeHere =
      bindings.length === 0 || makesAccounts(facts, namespace) || facts.releasesFor(namespace).length > 0;
    const isKnown = makesDriverRoles(facts, namespace) && isMadeHere;
    yield* missing(account, path, facts, namespace, isKnown);
  } else if (
    bindings.length === 0 &&
    knowsAccounts(facts, namespace, account) &&
    misdirected(facts, namespace, account).length === 0 &&
    !facts.ofKind('RoleBinding', namespace).some((binding) => misspells(facts, binding, account))
  ) {
    const isKnown = makesDriverRoles(facts, namespace) || facts.releasesFor(namespace).length > 0;
    yield {
      path,
      message: `no RoleBinding gives ${account} a Role in namespace ${namespace}`,
      related: facts
        .named('ServiceAccount', namespace, account)
        .map((object) => objectPlace(object, 'the account')),
      ...(isKnown ? {} : { severity: 'warning' }),
    };
  }
}

/**
 * An account that is not there: an error where the manifests make the accounts of the namespace, a warning where only
 * the values of a release say what it makes, and nothing where neither is known.
 */
function* missing(
  account: string,
  path: Path,
  facts: Facts,
  namespace: string,
  isKnown: boolean,
): Iterable<Problem> {
  const message = `there is no ServiceAccount ${account} in namespace ${namespace}`;
  const release = facts.releasesFor(namespace).find((candidate) => candidate.makesAccountIn(namespace));
  if (release === undefined) {
    if (isKnown) yield { path, message };
    return;
  }
  const own = release.driverAccount;
  const isMissing = isKnown || makesAccounts(facts, namespace);
  if (own === undefined) {
    if (isMissing) yield { path, message };
    return;
  }
  yield {
    path,
    message: `${message}: the release makes ${own} only`,
    fix: `write ${own}, or add the account, a Role and a RoleBinding to the manifests`,
    related: [valuePlace(release, 'spark.serviceAccount', 'the account that it makes')],
    ...(isMissing ? {} : { severity: 'warning' }),
  };
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
    } else if (misspells(facts, binding, misspelt(facts, text(place) ?? namespace, account))) {
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

/** True for a binding that means an account of drivers, and misspells it. */
function misspells(facts: Facts, binding: Manifest, meant: string | undefined): boolean {
  const isOfDriver = (namespace: string | undefined): boolean =>
    rolesOf(facts, binding).some(looksLikeDriverRole) || applicationsOf(facts, namespace, meant!).length > 0;
  return (
    meant !== undefined &&
    list(binding.subjects).some((subject) => {
      const { kind, name, namespace } = record(subject);
      const place = text(namespace) ?? namespaceOf(binding);
      if (kind !== 'ServiceAccount' || typeof name !== 'string') return false;
      return misspelt(facts, place, name) === meant && isOfDriver(place);
    })
  );
}

/** A binding to a Role that is not there, while one that makes pods is there and bound to nobody. */
function isForDriver(
  facts: Facts,
  namespace: string | undefined,
  account: string,
  binding: Manifest,
): boolean {
  return (
    record(binding.roleRef).kind === 'Role' &&
    namespace !== undefined &&
    facts.ofKind('Role', namespace).some((role) => makesPods(role) && accountsOf(facts, role).length === 0) &&
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

/** True where the manifests make the account, or a Role for drivers in its namespace. */
function knowsAccounts(facts: Facts, namespace: string, account: string): boolean {
  return has(facts, namespace, account) || makesDriverRoles(facts, namespace);
}

/** True where the manifests make accounts of the namespace, and not only use them. */
function makesAccounts(facts: Facts, namespace: string): boolean {
  return facts.ofKind('ServiceAccount', namespace).length > 0;
}

/** True where the manifests make the Roles of drivers in the namespace: then they make, and bind, the accounts too. */
function makesDriverRoles(facts: Facts, namespace: string): boolean {
  return (driverRoles(facts).get(namespace) ?? []).length > 0;
}

const driverRoles = once((facts: Facts) =>
  grouped(
    ['Role', 'ClusterRole'].flatMap((kind) => facts.ofKind(kind)),
    (role) => {
      const isOfDriver = looksLikeDriverRole(role);
      const used = accountsOf(facts, role).filter(
        ({ namespace, name }) =>
          isOfDriver || (makesPods(role) && applicationsOf(facts, namespace, name).length > 0),
      );
      return [...(isOfDriver ? [namespaceOf(role)] : []), ...used.map(({ namespace }) => namespace)];
    },
  ),
);

/** Where nobody watches the namespace, it is the mistake, and not the account. */
function isWatched(facts: Facts, namespace: string | undefined): boolean {
  return facts.releases.length === 0 || facts.releasesFor(namespace).length > 0;
}

function isMadeElsewhere(facts: Facts, namespace: string, account: string): boolean {
  return facts.releases.some((release) => release.makesAccount(namespace, account));
}

const executorServiceAccountMissing: Rule = workloadRule({
  id: 'executor-service-account-missing',
  severity: 'error',
  summary: "The executors' account does not exist.",
  why: 'Kubernetes refuses every executor, without end, while the state is RUNNING.',
  fix: 'create the account in the namespace of the application (it needs no rights), or remove it here',
  source: kubernetes('plugin/pkg/admission/serviceaccount/admission.go#L162'),
  *check(app, facts) {
    const { executor, namespace } = app;
    if (executor === undefined || namespace === undefined) return;
    const inTemplate = templateSpec(executor);
    const [account, path] = [
      [text(executor.spec.serviceAccount), [...executor.path, 'serviceAccount']] as const,
      [text(inTemplate.spec.serviceAccountName), [...inTemplate.path, 'serviceAccountName']] as const,
    ].find(([name]) => name !== undefined) ?? [undefined, []];
    if (account === undefined || account === 'default' || has(facts, namespace, account)) return;
    if (!isWatched(facts, namespace) || isMadeElsewhere(facts, namespace, account)) return;
    const ofDriver = driverAccount(app);
    const isKnown = ofDriver !== undefined && has(facts, namespace, ofDriver);
    yield* missing(account, path, facts, namespace, isKnown);
  },
});

const driverTokenNotMounted: Rule = {
  id: 'driver-token-not-mounted',
  severity: 'error',
  summary: "The driver's account mounts no token.",
  why: 'The driver stops at its start: "PKIX path building failed", with no word of a token.',
  fix: 'set automountServiceAccountToken to true for the driver',
  source: kubernetesApi('core/v1/types.go#L6239'),
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

/** Rules about accounts. */
export const IDENTITY: RuleGroup = {
  title: 'Accounts',
  rules: [
    driverServiceAccountMissing,
    driverServiceAccountUnbound,
    driverTokenNotMounted,
    executorServiceAccountMissing,
  ],
};
