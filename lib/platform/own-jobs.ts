import { isRecord, record } from '../manifest/plain';
import { otherContainers } from '../manifest/pods';
import { items, type Workload } from '../manifest/workload';
import { SETTINGS } from './admission-checks';

/** What an application of the app has that no list can allow: the cluster would refuse it. */
export function refusals(app: Workload): string[] {
  // Of Connect servers only the pods are held against a policy; a pod template is their way to say anything.
  if (app.kind === 'SparkConnect') return [];
  const { spec, roles, settings } = app;
  const hostPath = items(spec, [], 'volumes').some(({ item }) => isRecord(item.hostPath));
  const containers = roles.flatMap((role) => [role, ...otherContainers(role)]);
  const found: readonly (readonly [string, boolean])[] = [
    ['mode', spec.mode !== undefined && spec.mode !== 'cluster'],
    ['a hostPath in volumes', hostPath],
    ['a pod template', roles.some((role) => isRecord(role.spec.template))],
    ['hostNetwork', roles.some((role) => role.spec.hostNetwork === true)],
    [
      'a privileged container',
      containers.some((container) => record(container.spec.securityContext).privileged === true),
    ],
    ...[...settings.keys()].map((key) => [key, new RegExp(SETTINGS).test(key)] as const),
  ];
  return found.filter(([, isFound]) => isFound).map(([what]) => what);
}
