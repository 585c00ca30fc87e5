import { APPLICATION, accepts, change, finds, problems, said, says, type Saying } from '../harness';

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

const policy = (type: string | undefined, more: object = {}) => ({
  'spec.restartPolicy': type === undefined ? more : { type, ...more },
  ...(type === 'Always' ? { 'spec.timeToLiveSeconds': undefined } : {}),
});
const COUNTS = ['onFailureRetries', 'onSubmissionFailureRetries'];

says([
  [
    policy('OnFailure'),
    'error retry-count-missing spec.restartPolicy.onFailureRetries: OnFailure never retries without a count',
  ],
  ...COUNTS.flatMap((count): Saying[] => [
    [policy('OnFailure', { [count]: 3 })],
    [
      policy('Always', { [count]: 3 }),
      `warning retry-count-ignored spec.restartPolicy.${count}: Always restarts for ever, whatever the count`,
    ],
    [
      policy('Never', { [count]: 1 }),
      `warning retry-count-never spec.restartPolicy.${count}: Never retries nothing, whatever ${count} says`,
    ],
    [
      policy(undefined, { [count]: 1 }),
      `warning retry-count-never spec.restartPolicy.${count}: Never retries nothing, whatever ${count} says`,
    ],
    [policy('Never', { [count]: 0 })],
  ]),
  [policy('Always')],
  [
    { 'spec.failureRetries': 3, 'spec.retryInterval': 5 },
    'warning dead-field spec.failureRetries: the operator never reads failureRetries and retryInterval',
  ],
  [
    { 'spec.retryInterval': 5 },
    'warning dead-field spec.retryInterval: the operator never reads retryInterval',
  ],
  [
    { 'spec.timeToLiveSeconds': 0 },
    'error ttl-not-positive spec.timeToLiveSeconds: 0 seconds: the object vanishes when it ends',
  ],
  [{ 'spec.timeToLiveSeconds': 1 }],
  [
    { ...policy('Always'), 'spec.timeToLiveSeconds': 1 },
    'warning ttl-with-always spec.timeToLiveSeconds: a job that is always restarted never ends',
  ],
  [
    { 'spec.timeToLiveSeconds': undefined },
    'warning ttl-unset spec.timeToLiveSeconds: the object is kept for ever',
  ],
]);

const INTERVALS = { onFailureRetryInterval: 5, onSubmissionFailureRetryInterval: 5 };

says(
  [
    [
      policy('OnFailure', { onFailureRetries: 1 }),
      'error retry-interval-missing spec.restartPolicy.onFailureRetryInterval: OnFailure needs an interval',
    ],
    [
      policy('OnFailure', { onFailureRetries: 1, onFailureRetryInterval: 5 }),
      'error retry-interval-missing spec.restartPolicy.onSubmissionFailureRetryInterval: OnFailure needs an interval',
    ],
    [
      policy('Always'),
      'error retry-interval-missing spec.restartPolicy.onFailureRetryInterval: Always needs an interval',
    ],
    [policy('OnFailure', { onFailureRetries: 1, ...INTERVALS })],
    [policy('Never')],
  ],
  change(APPLICATION, {
    'spec.volumes': undefined,
    ...Object.fromEntries(
      ['driver', 'executor'].flatMap((role) => [
        [`spec.${role}.volumeMounts`, undefined],
        [`spec.${role}.podSecurityContext`, undefined],
        [`spec.${role}.securityContext`, undefined],
        [
          `spec.${role}.template`,
          {
            spec: {
              securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
              containers: [
                {
                  name: `spark-kubernetes-${role}`,
                  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
                },
              ],
            },
          },
        ],
      ]),
    ),
  }),
  'spark: {jobNamespaces: [data]}\nwebhook: {enable: false}',
);

const timeout = (version: string, plugins?: string) => ({
  'spec.sparkVersion': version,
  'spec.sparkConf': {
    'spark.driver.timeout': '60min',
    ...(plugins === undefined ? {} : { 'spark.plugins': plugins }),
  },
});
const PLUGIN = 'org.apache.spark.deploy.DriverTimeoutPlugin';

test('wants the plugin that keeps the time limit of the driver', () => {
  const told = (changes: Readonly<Record<string, unknown>>) =>
    problems(change(APPLICATION, changes)).filter((text) => text.startsWith('driver-timeout'));
  const missing = ['driver-timeout-without-plugin spec.sparkConf["spark.driver.timeout"]'];
  expect(told(timeout('4.0.0'))).toEqual(missing);
  expect(told(timeout('4.0.0', 'org.example.Plugin'))).toEqual(missing);
  expect(told(timeout('4.0.0', `org.example.Plugin,${PLUGIN}`))).toEqual([]);
  expect(told(timeout('4.0.0', `org.example.Plugin, ${PLUGIN}`))).toEqual([]);
  expect(told(timeout('3.5.8'))).toEqual([]);
  expect(told({ 'spec.sparkVersion': '4.0.0' })).toEqual([]);
});

test('says who applies an application again', () => {
  const by = (annotations: object, labels: object = {}) =>
    said(change(APPLICATION, { 'metadata.annotations': annotations, 'metadata.labels': labels }));
  const again = (keeper: string) => [
    `warning ttl-in-git spec.timeToLiveSeconds: ${keeper} makes the deleted application again, and the job runs again`,
  ];
  expect(by({ 'argocd.argoproj.io/sync-wave': '2' })).toEqual(again('Argo CD'));
  expect(by({}, { 'kustomize.toolkit.fluxcd.io/name': 'jobs' })).toEqual(again('Flux'));
  expect(by({ 'example.com/argocd.argoproj.io': '2' })).toEqual([]);
  const generated = (annotations: object) =>
    said(
      change(APPLICATION, {
        'metadata.name': undefined,
        'metadata.generateName': 'etl-',
        'metadata.annotations': annotations,
        'spec.timeToLiveSeconds': undefined,
      }),
    );
  expect(generated({ 'argocd.argoproj.io/sync-wave': '2' })).toEqual([
    expect.stringMatching(/ metadata.generateName: Argo CD applies it, and cannot without a name$/),
  ]);
  expect(generated({ 'argocd.argoproj.io/hook': 'Sync' })).toEqual([expect.stringMatching(/ ttl-unset /)]);
});
