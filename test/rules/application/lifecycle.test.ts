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

describe('an application that stays in Git', () => {
  const argo = (spec: object) =>
    JSON.stringify({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'jobs' },
      spec,
    });
  const flux = (spec: object) =>
    JSON.stringify({
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: 'jobs' },
      spec,
    });
  const marked = (marks: object) => change(APPLICATION, { 'metadata.annotations': marks });
  const UNSET = { 'spec.timeToLiveSeconds': undefined };
  const IN_GIT = ['ttl-in-git spec.timeToLiveSeconds'];

  test.each([
    [
      'an Application of its namespace',
      [argo({ source: { path: 'a' }, destination: { namespace: 'data' } })],
    ],
    [
      'an Application of many sources',
      [argo({ sources: [{ chart: 'a' }, { path: 'a' }], destination: { namespace: 'data' } })],
    ],
    ['a Kustomization of Flux', [flux({ path: './jobs', targetNamespace: 'data' })]],
  ])('has no time to live beside %s', (_, beside) => {
    expect(problems(APPLICATION, ...beside)).toEqual(IN_GIT);
    expect(problems(change(APPLICATION, UNSET), ...beside)).toEqual([]);
  });

  test('is told by its marks', () => {
    expect(problems(marked({ 'argocd.argoproj.io/sync-wave': '2' }))).toEqual(IN_GIT);
    const labelled = { 'metadata.labels': { 'kustomize.toolkit.fluxcd.io/name': 'jobs' } };
    expect(problems(change(APPLICATION, labelled))).toEqual(IN_GIT);
  });

  test('is no hook, whose runs have an end', () => {
    const hook = marked({ 'argocd.argoproj.io/hook': 'Sync' });
    expect(problems(hook, argo({ source: { path: 'a' }, destination: { namespace: 'data' } }))).toEqual([]);
    expect(problems(change(hook, UNSET))).toEqual(['ttl-unset spec.timeToLiveSeconds']);
  });

  test.each([
    ['another namespace', [argo({ source: { path: 'a' }, destination: { namespace: 'other' } })]],
    ['a chart', [argo({ source: { chart: 'a' }, destination: { namespace: 'data' } })]],
    ['no namespace that it names', [argo({ source: { path: 'a' } }), flux({ path: './a' })]],
    ['another namespace by Flux', [flux({ targetNamespace: 'other' })]],
    ["Kustomize's own file", ['{apiVersion: kustomize.config.k8s.io/v1beta1, kind: Kustomization}']],
  ])('is not told by what applies %s', (_, beside) => {
    expect(problems(APPLICATION, ...beside)).toEqual([]);
  });
});
