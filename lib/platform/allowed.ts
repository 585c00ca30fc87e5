import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { onceInSynthesis } from '../app/synthesis';
import { text, type Manifest } from '../manifest/plain';
import { otherContainers, templateSpec } from '../manifest/pods';
import { workload, WORKLOADS, type Workload } from '../manifest/workload';
import { driverAccount } from '../rules/rbac';

/** What applications may use. */
export interface Allowed {
  /** Accounts of drivers. */
  readonly drivers: readonly string[];
  /** Accounts of executors. */
  readonly executors: readonly string[];
  /** Images, or folders of images that end with `/`. */
  readonly images: readonly string[];
}

/** The account of a pod that names none. */
export const DEFAULT_ACCOUNT = 'default';

/** The Spark workloads of an app in some namespaces, hand-written ones included. */
export function workloadsIn(root: IConstruct, namespaces: readonly string[]): Workload[] {
  let all = ofApps.get(root);
  if (all === undefined) ofApps.set(root, (all = onceInSynthesis(root, () => allWorkloads(root))));
  return all().filter(({ namespace }) => namespace !== undefined && namespaces.includes(namespace));
}

/** How each app finds its workloads: policies, quotas and namespaces ask for them again and again. */
const ofApps = new WeakMap<IConstruct, () => Workload[]>();

function allWorkloads(root: IConstruct): Workload[] {
  return root.node
    .findAll()
    .filter((construct): construct is ApiObject => construct instanceof ApiObject)
    .filter(({ apiVersion, kind }) => apiVersion.startsWith('sparkoperator.k8s.io/') && isWorkload(kind))
    .map((object) => workload(object.toJson() as Manifest));
}

/** What workloads use, with what is allowed beside them. */
export function allowedBy(workloads: readonly Workload[], more: Allowed): Allowed {
  return {
    drivers: sorted([...more.drivers, ...workloads.map(driverOf)]),
    executors: sorted([...more.executors, ...workloads.map(executorOf)]),
    images: sorted([...more.images, ...workloads.flatMap(imagesOf).map(withoutVersion)]),
  };
}

function driverOf(app: Workload): string {
  return driverAccount(app) ?? DEFAULT_ACCOUNT;
}

function executorOf(app: Workload): string {
  const { executor } = app;
  if (executor === undefined) return driverOf(app);
  return (
    text(executor.spec.serviceAccount) ??
    text(templateSpec(executor).spec.serviceAccountName) ??
    driverOf(app)
  );
}

function imagesOf({ spec, roles }: Workload): string[] {
  return [
    spec,
    ...roles.map((role) => role.spec),
    ...roles.flatMap(otherContainers).map((other) => other.spec),
  ]
    .map(({ image }) => text(image))
    .filter((image) => image !== undefined);
}

/** The name of an image alone, so that the next version of it is allowed too. */
function withoutVersion(image: string): string {
  return image.split('@', 1)[0]!.replace(/:[^/:]*$/, '');
}

function isWorkload(kind: string): boolean {
  return WORKLOADS.some((own) => own === kind);
}

function sorted(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
