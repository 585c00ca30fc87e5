import { eventually, kubectl, kubectlJson } from '../../cluster/support/shell';

/** Waits for the end of an application; fails with the log of its driver unless it is COMPLETED. */
export async function completed(namespace: string, name: string, seconds = 600): Promise<any> {
  const application = await eventually(`end of ${name}`, seconds, () => {
    const found = kubectlJson('-n', namespace, 'get', 'sparkapplication', name);
    return ['COMPLETED', 'FAILED'].includes(found.status?.applicationState?.state) ? found : undefined;
  });
  const { state, errorMessage } = application.status.applicationState;
  if (state === 'FAILED') {
    // One that could not be submitted has no driver.
    const selector = `sparkoperator.k8s.io/app-name=${name},spark-role=driver`;
    const log = kubectl('-n', namespace, 'logs', '--selector', selector, '--tail=60');
    throw new Error(`${name} failed: ${errorMessage}\n${log.slice(-6000)}`);
  }
  return application;
}

/** All that the driver of an application has said. */
export function driverLog(namespace: string, name: string): string {
  return kubectl('-n', namespace, 'logs', `${name}-driver`, '--tail=-1');
}
