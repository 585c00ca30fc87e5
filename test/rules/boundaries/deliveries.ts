import { SCHEDULED } from '../harness';
import type { Boundary } from './boundary';

const ARGO = JSON.stringify({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'operator', namespace: 'argocd' },
  spec: { source: { chart: 'spark-operator' }, syncPolicy: {} },
});
const FLUX = JSON.stringify({
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: { name: 'operator', namespace: 'operators' },
  spec: { chart: { spec: { chart: 'spark-operator' } } },
});
const JOBS = JSON.stringify({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'jobs', namespace: 'argocd' },
  spec: { source: { path: 'jobs' }, destination: { namespace: 'data' } },
});
/** Boundaries of the rules about deliveries. */
export const DELIVERY_BOUNDARIES: readonly Boundary[] = [
  [
    'argo-client-side-apply',
    'spec.syncPolicy.syncOptions',
    ['CreateNamespace=true'],
    ['ServerSideApply=true'],
    { base: ARGO },
  ],
  [
    'flux-crds-unset',
    'spec.upgrade',
    { crds: 'Create' },
    { crds: 'CreateReplace' },
    { base: FLUX, path: 'spec.upgrade.crds' },
  ],
  [
    'namespace-unnamed',
    'metadata.namespace',
    undefined,
    'data',
    { beside: ['spark: {jobNamespaces: [data]}'] },
  ],
  [
    'made-by-release',
    'metadata.name',
    'driver',
    'other',
    {
      base: JSON.stringify({ kind: 'ServiceAccount', metadata: { name: 'driver', namespace: 'data' } }),
      beside: ['spark: {jobNamespaces: [data], serviceAccount: {name: driver}}'],
    },
  ],
  [
    'generate-name-in-git',
    'metadata',
    { generateName: 'etl-', namespace: 'data' },
    { name: 'etl', namespace: 'data' },
    {
      base: SCHEDULED,
      beside: [JOBS],
      path: 'metadata.generateName',
    },
  ],
];
