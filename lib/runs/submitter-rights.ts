/** A rule of a Role: verbs on resources of API groups. */
export interface SubmitterRight {
  /** The groups; the empty one is the core. */
  readonly apiGroups: string[];
  /** The resources, a subresource behind a slash. */
  readonly resources: string[];
  /** What may be done. */
  readonly verbs: string[];
}

/** What the runner asks of the API server in the namespace of its runs: its applications, and why a run failed. */
export const SUBMITTER_RIGHTS: readonly SubmitterRight[] = [
  {
    apiGroups: ['sparkoperator.k8s.io'],
    resources: ['sparkapplications'],
    verbs: ['create', 'get', 'list', 'watch', 'patch', 'delete'],
  },
  { apiGroups: ['sparkoperator.k8s.io'], resources: ['sparkapplications/status'], verbs: ['get'] },
  { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] },
  { apiGroups: [''], resources: ['events'], verbs: ['list'] },
];
