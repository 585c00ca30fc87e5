import type { Boundary } from './boundary';

const workflow = (resource: object, metadata = 'generateName: etl-') =>
  JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: { name: 'daily', namespace: 'data' },
    spec: {
      templates: [
        {
          name: 'run',
          resource: {
            action: 'create',
            successCondition: 'status.applicationState.state == COMPLETED',
            failureCondition: 'status.applicationState.state == FAILED',
            manifest: `kind: SparkApplication\nmetadata:\n  ${metadata}\n`,
            ...resource,
          },
        },
      ],
    },
  });
const STEP = 'spec/templates/0/resource';
const step = (field: string, base = workflow({})) => ({ base, path: `spec.templates[0].resource.${field}` });
const state = (name: string) => `status.applicationState.state == ${name}`;

/** Boundaries of the rules about workflows. */
export const WORKFLOW_BOUNDARIES: readonly Boundary[] = [
  [
    'workflow-condition',
    `${STEP}/successCondition`,
    state('Completed'),
    state('COMPLETED'),
    step('successCondition'),
  ],
  [
    'workflow-condition-missing',
    `${STEP}/failureCondition`,
    undefined,
    state('FAILED'),
    step('failureCondition'),
  ],
  [
    'workflow-condition-early',
    `${STEP}/successCondition`,
    state('SUCCEEDING'),
    state('COMPLETED'),
    step('successCondition'),
  ],
  [
    'workflow-name-taken',
    'spec/templates/0/retryStrategy',
    { limit: 3 },
    undefined,
    {
      base: workflow({}, 'name: etl'),
      path: 'spec.templates[0].retryStrategy',
    },
  ],
];
