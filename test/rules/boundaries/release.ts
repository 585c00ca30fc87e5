import { ACCOUNT, APPLICATION, BINDING, RELEASE, ROLE } from '../harness';
import type { Boundary } from './boundary';

const VOLCANO = `${RELEASE}\ncontroller: {batchScheduler: {enable: true}}`;

const OWN_ACCOUNT = 'spark: {jobNamespaces: [data], serviceAccount: {name: etl}}';
const ACCOUNT_PATH = 'spec.driver.serviceAccount';

/** Boundaries of the rules of lib/rules/release. */
export const RELEASE_BOUNDARIES: readonly Boundary[] = [
  ['namespace-not-watched', 'metadata.namespace', 'other', 'data', { beside: [RELEASE] }],
  ['batch-scheduler-disabled', 'spec.batchScheduler', 'yunikorn', undefined, { beside: [RELEASE] }],
  ['batch-scheduler-disabled', 'spec.batchScheduler', 'other', 'yunikorn', { beside: [VOLCANO] }],
  [
    'batch-scheduler-resources-missing',
    'spec.batchSchedulerOptions.resources',
    {},
    { cpu: '3' },
    { given: { 'spec.batchScheduler': 'volcano' } },
  ],
  [
    'executor-env-lost',
    'spec.driver.env',
    [],
    [{ name: 'A', value: 'b' }],
    {
      given: { 'spec.executor.env': [{ name: 'A', value: 'b' }] },
      path: 'spec.executor.env',
      chartVersion: '2.2.1',
    },
  ],
  [
    'local-dir-medium-lost',
    'spec.volumes.0.emptyDir',
    { medium: 'Memory' },
    { sizeLimit: '1Gi' },
    {
      given: {
        'spec.volumes.0.name': 'spark-local-dir-1',
        'spec.driver.volumeMounts.0.name': 'spark-local-dir-1',
        'spec.executor.volumeMounts.0.name': 'spark-local-dir-1',
      },
      path: 'spec.volumes[0].emptyDir.medium',
      chartVersion: '2.5.0',
    },
  ],
  [
    'executor-count-unknown',
    'spec.batchScheduler',
    'gang',
    'yunikorn',
    {
      given: { 'spec.dynamicAllocation': { enabled: true }, 'spec.executor.instances': undefined },
      path: 'spec.executor.instances',
      chartVersion: '2.4.0',
    },
  ],
  [
    'batch-scheduler-options-ignored',
    'spec.batchScheduler',
    '',
    'yunikorn',
    { given: { 'spec.batchSchedulerOptions': { queue: 'etl' } }, path: 'spec.batchSchedulerOptions' },
  ],
  [
    'webhook-field-unapplied',
    'webhook.enable',
    false,
    true,
    { base: RELEASE, beside: [APPLICATION], path: 'spec.driver.securityContext' },
  ],
  ['driver-service-account-missing', ACCOUNT_PATH, undefined, 'spark'],
  ['driver-service-account-unbound', ACCOUNT_PATH, 'etl', 'spark', { beside: [ACCOUNT, ROLE, BINDING] }],
  ['driver-service-account-unbound', ACCOUNT_PATH, 'spark', 'etl', { beside: [OWN_ACCOUNT] }],
  [
    'driver-service-account-unbound',
    'roleRef.name',
    'other',
    'spark',
    { base: BINDING, beside: [APPLICATION, ACCOUNT, ROLE] },
  ],
  // A subject without a namespace is one of the binding's own.
  [
    'driver-service-account-unbound',
    'subjects',
    [{ kind: 'ServiceAccount', name: 'other' }],
    [{ kind: 'ServiceAccount', name: 'spark' }],
    { base: BINDING, beside: [APPLICATION, ACCOUNT, ROLE], path: ACCOUNT_PATH },
  ],
  [
    'driver-service-account-unbound',
    'subjects',
    [{ kind: 'Group', name: 'system:serviceaccounts:other' }],
    [{ kind: 'Group', name: 'system:serviceaccounts:data' }],
    { base: BINDING, beside: [APPLICATION, ACCOUNT, ROLE], path: ACCOUNT_PATH },
  ],
  // One letter apart is a misspelling, two are another account.
  [
    'driver-service-account-unbound',
    'subjects',
    [{ kind: 'ServiceAccount', name: 'sparks' }],
    [{ kind: 'ServiceAccount', name: 'sparkle' }],
    { base: BINDING, beside: [ACCOUNT, ROLE], path: 'subjects[0].name' },
  ],
  [
    'driver-role-too-small',
    'rules.0.verbs',
    ['create', 'get', 'list', 'watch'],
    ['create', 'get', 'list', 'watch', 'delete', 'deletecollection'],
    { base: ROLE, beside: [APPLICATION, ACCOUNT, BINDING], path: 'rules' },
  ],
  [
    'driver-role-untidy',
    'rules.0.verbs',
    ['create', 'get', 'list', 'watch', 'delete'],
    ['create', 'get', 'list', 'watch', 'delete', 'deletecollection'],
    { base: ROLE, beside: [APPLICATION, ACCOUNT, BINDING], path: 'rules' },
  ],
  [
    'driver-role-too-large',
    'rules.0.resources.3',
    'secrets',
    'persistentvolumeclaims',
    { base: ROLE, beside: [APPLICATION, ACCOUNT, BINDING], path: 'rules[0]' },
  ],
  [
    'driver-token-not-mounted',
    'automountServiceAccountToken',
    false,
    true,
    { base: ACCOUNT, beside: [APPLICATION, ROLE, BINDING] },
  ],
  [
    'executor-service-account-missing',
    'spec.executor.serviceAccount',
    'executor',
    'spark',
    { beside: [ACCOUNT, ROLE, BINDING] },
  ],
  [
    'releases-overlap',
    'spark.jobNamespaces',
    ['data'],
    ['other'],
    {
      base: '$release: red/red',
      beside: ['$release: blue/blue\nspark: {jobNamespaces: [data]}'],
      path: 'spark.jobNamespaces[0]',
    },
  ],
  [
    'release-names-collide',
    'fullnameOverride',
    'jobs',
    'others',
    {
      base: '$release: red/red',
      beside: ['$release: blue/blue\nfullnameOverride: jobs\nspark: {jobNamespaces: [data]}'],
    },
  ],
];
