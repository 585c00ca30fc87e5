import { text } from '../../../lib/manifest/plain';
import { templateSpec } from '../../../lib/manifest/pods';
import type { Workload } from '../../../lib/manifest/workload';
import { neededRights } from '../../../lib/rules/rbac';
import { SUBMITTER_RIGHTS } from '../../../lib/runs/submitter-rights';
import { mayNot, ok, unknown, wrong, type Check } from './check';
import type { ClusterLook } from './cluster-look';

/** Verbs that a run needs; the others are those of single commands, which say so themselves. */
const OF_A_RUN: readonly string[] = ['create', 'get', 'list', 'watch', 'delete'];

/** What the account that looks may do, and what the account of the driver may. */
export async function rightsChecks(look: ClusterLook, app: Workload): Promise<Check[]> {
  return (await Promise.all([ownRights(look), driverRights(look, app)])).flat();
}

async function ownRights(look: ClusterLook): Promise<Check[]> {
  const self = await look.self();
  const wanted = SUBMITTER_RIGHTS.flatMap(({ apiGroups, resources, verbs }) =>
    resources.flatMap((full) =>
      verbs
        .filter((verb) => OF_A_RUN.includes(verb))
        .map((verb) => {
          const [resource = '', subresource] = full.split('/');
          return {
            verb,
            group: apiGroups[0] ?? '',
            resource,
            ...(subresource !== undefined && { subresource }),
          };
        }),
    ),
  );
  const missing: string[] = [];
  let isUnknown = false;
  for (const access of wanted) {
    const may = await look.may(access);
    isUnknown ||= may === undefined;
    if (may === false)
      missing.push(
        `${access.verb} ${access.resource}${access.subresource === undefined ? '' : `/${access.subresource}`}`,
      );
  }
  if (missing.length > 0) {
    return [
      wrong(
        'rights',
        `${self} may not ${missing.join(', ')} in namespace ${look.namespace}`,
        'bind it to the Role of RunSubmitter',
      ),
    ];
  }
  return [
    isUnknown
      ? unknown('rights', `what ${self} may do`, 'the API server does not say; look at its roles')
      : ok('rights', `${self} has the rights of a run in namespace ${look.namespace}`),
  ];
}

async function driverRights(look: ClusterLook, app: Workload): Promise<Check[]> {
  const name = accountOf(app);
  const account = `system:serviceaccount:${look.namespace}:${name}`;
  const who = {
    user: account,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${look.namespace}`, 'system:authenticated'],
  };
  const missing: string[] = [];
  for (const [resource, verbs] of neededRights(app).vital) {
    for (const verb of verbs) {
      const may = await look.may({ verb, group: '', resource }, who);
      if (may === undefined) {
        return [
          mayNot(
            'driver-rights',
            `what the account ${name} of the driver may do`,
            'create subjectaccessreviews',
          ),
        ];
      }
      if (!may) missing.push(`${verb} ${resource}`);
    }
  }
  return [
    missing.length === 0
      ? ok('driver-rights', `account ${name} of the driver has the rights that it needs`)
      : wrong(
          'driver-rights',
          `account ${name} of the driver may not ${missing.join(', ')} in namespace ${look.namespace}`,
          'bind it to the Role of SparkServiceAccount',
        ),
  ];
}

function accountOf({ driver }: Workload): string {
  if (driver === undefined) return 'default';
  const given = text(driver.spec.serviceAccount) ?? text(templateSpec(driver).spec.serviceAccountName);
  return given === undefined || given === '' ? 'default' : given;
}
