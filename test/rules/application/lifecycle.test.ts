import { APPLICATION, accepts, change, finds, problems } from '../harness';

finds([
  [
    'retry-count-missing',
    { 'spec.restartPolicy': { type: 'OnFailure' } },
    'spec.restartPolicy.onFailureRetries',
  ],
  [
    'retry-count-ignored',
    { 'spec.restartPolicy': { type: 'Always', onFailureRetries: 3 }, 'spec.timeToLiveSeconds': undefined },
    'spec.restartPolicy.onFailureRetries',
  ],
  ['dead-field', { 'spec.retryInterval': 5 }],
  ['ttl-not-positive', { 'spec.timeToLiveSeconds': -1 }],
  ['ttl-with-always', { 'spec.timeToLiveSeconds': 60, 'spec.restartPolicy': { type: 'Always' } }],
  ['ttl-unset', { 'spec.timeToLiveSeconds': undefined }],
]);

accepts([{ 'spec.restartPolicy': { type: 'OnFailure', onFailureRetries: 3 } }]);

test('finds retry-interval-missing where no webhook sets it', () => {
  const retried = change(APPLICATION, {
    'spec.restartPolicy': { type: 'OnFailure', onFailureRetries: 3 },
  });
  const values = 'spark: {jobNamespaces: [data]}\nwebhook: {enable: false}';
  expect(problems(retried, values)).toContain(
    'retry-interval-missing spec.restartPolicy.onFailureRetryInterval',
  );
});
