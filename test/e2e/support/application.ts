import { eventually, kubectl, kubectlJson } from '../../cluster/support/shell';

/** Waits for the end of an application; fails with the log of its driver unless it is COMPLETED. */
export async function completed(namespace: string, name: string, seconds = 600): Promise<any> {
  const application = await eventually(`end of ${name}`, seconds, () => {
    const found = kubectlJson('-n', namespace, 'get', 'sparkapplication', name);
    return ['COMPLETED', 'FAILED'].includes(found.status?.applicationState?.state) ? found : undefined;
  });
  const { state, errorMessage } = application.status.applicationState;
  if (state === 'FAILED') {
    throw new Error(`${name} failed: ${errorMessage}\n${driverLog(namespace, name).slice(-6000)}`);
  }
  return application;
}

/** All that the driver of an application has said. */
export function driverLog(namespace: string, name: string): string {
  return kubectl('-n', namespace, 'logs', `${name}-driver`, '--tail=-1');
}
