import type { Manifests } from './manifests';
import { eventually, kubectl, kubectlFeed, run } from './shell';
import { chart, onRig, rigImage } from './target';

export const RELEASE = 'spark-operator';

/** Fails when the cluster has what the test would change and remove at its end. The rig's is there for tests. */
export function refuseForeignCluster(manifests: Manifests): void {
  if (onRig()) return;
  const names = [...manifests.objects('apply'), ...manifests.objects('run')]
    .map(({ metadata }) => metadata.namespace ?? metadata.name)
    .filter((name) => name !== 'default');
  const found = kubectl('get', 'namespace', RELEASE, ...new Set(names), '--ignore-not-found', '-o', 'name');
  if (found !== '') {
    throw new Error(
      `this cluster is in use, it has ${found.trim().replaceAll('\n', ', ')}: take one for tests`,
    );
  }
}

/** Installs the operator with the values of the cluster, as the head of their file says, and waits for its webhook. */
export async function installOperator(manifests: Manifests, ...extra: string[]): Promise<void> {
  const [name, ...where] = chart();
  if (onRig()) rigImage('operator', name!);
  run('helm', [
    ...['upgrade', '--install', RELEASE, name!, ...where, '--namespace', RELEASE, '--create-namespace'],
    ...['--values', manifests.valuesFile, ...extra],
  ]);
  for (const deployment of ['controller', 'webhook']) {
    kubectl('-n', RELEASE, 'rollout', 'status', `deploy/${RELEASE}-${deployment}`, '--timeout=120s');
  }
  await eventually('answer of the webhook', 60, () =>
    kubectlFeed([manifests.application], 'apply', '--dry-run=server'),
  );
}

export function uninstallOperator(): void {
  run('helm', ['uninstall', RELEASE, '--namespace', RELEASE, '--ignore-not-found', '--wait']);
  kubectl('delete', 'namespace', RELEASE, '--ignore-not-found');
}

export function operatorLogs(): string {
  return ['controller', 'webhook']
    .map((name) => kubectl('-n', RELEASE, 'logs', `deploy/${RELEASE}-${name}`, '--tail=-1'))
    .join('\n');
}
