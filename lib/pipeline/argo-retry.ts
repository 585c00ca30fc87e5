/**
 * Tries a step of Argo Workflows again that was lost, or ended with one of these exit codes.
 *
 * @param exitCodes codes of ends that another attempt can turn into a good one
 */
export function retryStrategy(exitCodes: readonly number[]): Readonly<Record<string, unknown>> {
  return {
    limit: '5',
    retryPolicy: 'Always',
    expression: `lastRetry.status == "Error" || asInt(lastRetry.exitCode) in [${exitCodes.join(', ')}]`,
    backoff: { duration: '10', factor: '2' },
  };
}
