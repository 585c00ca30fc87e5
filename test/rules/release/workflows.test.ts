import { comparisons, resourceSteps } from '../../../lib/manifest/workflows';
import { problems, said } from '../harness';

const STATE = 'status.applicationState.state';
const RIGHT = { successCondition: `${STATE} == COMPLETED`, failureCondition: `${STATE} in (FAILED)` };

/** A workflow whose only step makes an application. */
function workflow(
  resource: object,
  { kind = 'Workflow', template = {}, name = 'generateName: etl-', restart = 'Never', more = {} } = {},
): string {
  const manifest = `kind: SparkApplication\nmetadata: {${name}}\nspec: {restartPolicy: {type: ${restart}}}`;
  const spec = {
    templates: [{ resource: { action: 'create', manifest, ...resource }, ...template }],
    ...more,
  };
  return JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind,
    metadata: { name: 'daily', namespace: 'data' },
    spec: kind === 'CronWorkflow' ? { workflowSpec: spec } : spec,
  });
}

const TRIED_AGAIN = { template: { retryStrategy: { limit: '3' } }, name: 'name: etl' };

test.each([
  [
    'another field',
    workflow({ ...RIGHT, successCondition: 'status.state == COMPLETED' }),
    'workflow-condition spec.templates[0].resource.successCondition',
  ],
  [
    'another case',
    workflow({ ...RIGHT, failureCondition: `${STATE} == Failed` }),
    'workflow-condition spec.templates[0].resource.failureCondition',
  ],
  [
    'one of a list',
    workflow({ ...RIGHT, failureCondition: `${STATE} in (FAILED, ERROR)` }),
    'workflow-condition spec.templates[0].resource.failureCondition',
  ],
  [
    'success while it runs',
    workflow({ ...RIGHT, successCondition: `${STATE} == RUNNING` }),
    'workflow-condition-early spec.templates[0].resource.successCondition',
  ],
  [
    'failure that is retried',
    workflow(
      { ...RIGHT, failureCondition: `${STATE} in (FAILED, SUBMISSION_FAILED)` },
      { restart: 'OnFailure' },
    ),
    'workflow-condition-early spec.templates[0].resource.failureCondition',
  ],
  ['no condition', workflow({}), 'workflow-condition-missing spec.templates[0].resource.successCondition'],
  [
    'one name for all attempts',
    workflow(RIGHT, TRIED_AGAIN),
    'workflow-name-taken spec.templates[0].retryStrategy',
  ],
  [
    'one name for all runs',
    workflow(RIGHT, { kind: 'CronWorkflow', name: 'name: etl' }),
    'workflow-name-taken spec.workflowSpec.templates[0].resource.manifest',
  ],
  [
    'retries of all templates',
    workflow(RIGHT, { name: 'name: etl', more: { templateDefaults: { retryStrategy: {} } } }),
    'workflow-name-taken spec.templates[0].retryStrategy',
  ],
])('finds %s', (_, manifest, expected) => {
  expect(problems(manifest)).toEqual([expected]);
});

test.each([
  ['the right ones', workflow(RIGHT, { restart: 'OnFailure' })],
  [
    'a failed submission of a job without retries',
    workflow({ ...RIGHT, failureCondition: `${STATE} in (FAILED,SUBMISSION_FAILED)` }),
  ],
  ['a parameter', workflow({ ...RIGHT, successCondition: '{{inputs.parameters.condition}}' })],
  [
    'a name of each attempt',
    workflow(RIGHT, { ...TRIED_AGAIN, name: "name: 'etl-{{workflow.name}}-{{retries}}'" }),
  ],
  ['apply with a name', workflow({ ...RIGHT, action: 'apply' }, TRIED_AGAIN)],
  [
    'another field of the status',
    workflow({ ...RIGHT, successCondition: 'status.executorState.a == COMPLETED' }),
  ],
  ['another object', workflow({ ...RIGHT, successCondition: 'status.succeeded > 0', manifest: 'kind: Job' })],
  ['a text that is none yet', workflow({ manifest: 'kind: {{inputs.parameters.kind}}' })],
  ['a step without manifest', workflow({ manifest: undefined })],
])('accepts %s', (_, manifest) => {
  expect(problems(manifest)).toEqual([]);
});

test('reads conditions as selectors', () => {
  expect(comparisons('a.b == X, c notin (Y, Z),d!=W')).toEqual([
    { field: 'a.b', operator: '==', values: ['X'] },
    { field: 'c', operator: 'notin', values: ['Y', 'Z'] },
    { field: 'd', operator: '!=', values: ['W'] },
  ]);
  expect(comparisons('')).toEqual([]);
});

test('knows workflows of Argo only', () => {
  const step = { resource: { action: 'create', manifest: 'kind: SparkApplication' } };
  const spec = { templates: [step] };
  expect(resourceSteps({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', spec })).toHaveLength(1);
  expect(resourceSteps({ apiVersion: 'example.com/v1', kind: 'Workflow', spec })).toEqual([]);
});

test('says what is wrong with a condition', () => {
  const told = (resource: object, more: object = {}) =>
    said(workflow({ ...RIGHT, ...resource }, more)).map((text) =>
      text.replace('spec.templates[0].resource.', ''),
    );
  const wrong = (field: string, message: string) => [
    `error workflow-condition ${field}Condition: ${message}`,
  ];
  expect(told({ successCondition: 'status.state == COMPLETED' })).toEqual(
    wrong('success', `there is no status.state, the state is in ${STATE}`),
  );
  expect(told({ failureCondition: `${STATE} == Failed` })).toEqual(
    wrong('failure', `no ${STATE} is Failed: did you mean FAILED?`),
  );
  expect(told({ failureCondition: `${STATE} == Gone` })).toEqual(wrong('failure', `no ${STATE} is Gone`));
  expect(told({ successCondition: `status.state == COMPLETED, ${STATE} == Done` })).toEqual(
    wrong('success', `there is no status.state, the state is in ${STATE}`),
  );
  for (const field of [
    'sparkApplicationId',
    'submissionID',
    'executionAttempts',
    'submissionAttempts',
    'driverInfo.podName',
    'applicationState.errorMessage',
    'executorState.a',
  ]) {
    expect(told({ successCondition: `status.${field} != x` })).toEqual([]);
  }
  expect(told({ successCondition: 'spec.mode == cluster' })).toEqual([]);
  expect(told({ successCondition: `${STATE} == RUNNING` })).toEqual([
    'warning workflow-condition-early successCondition: RUNNING is no end of a job',
  ]);
  expect(told({ successCondition: `${STATE} != RUNNING` })).toEqual([]);
  expect(told({ successCondition: `${STATE} in (COMPLETED,SUBMITTED)` })).toEqual([
    'warning workflow-condition-early successCondition: SUBMITTED is no end of a job',
  ]);
  const failed = { failureCondition: `${STATE} in (FAILED, SUBMISSION_FAILED)` };
  const early = ['warning workflow-condition-early failureCondition: SUBMISSION_FAILED is no end of a job'];
  expect(told(failed)).toEqual([]);
  expect(told(failed, { restart: 'OnFailure' })).toEqual(early);
  expect(told(failed, { restart: 'Always' })).toEqual(early);
});

test('says which condition a step lacks', () => {
  const told = (resource: object) =>
    said(workflow(resource)).map((text) => text.replace('spec.templates[0].resource.', ''));
  const missing = 'warning workflow-condition-missing';
  expect(told({})).toEqual([
    `${missing} successCondition: the step has no successCondition and no failureCondition`,
  ]);
  expect(told({ ...RIGHT, failureCondition: '' })).toEqual([
    `${missing} failureCondition: the step has no failureCondition`,
  ]);
  expect(told({ action: 'apply' })).toHaveLength(1);
  expect(told({ action: 'get' })).toEqual([]);
});

test('says why a name is taken', () => {
  expect(said(workflow(RIGHT, TRIED_AGAIN))).toEqual([
    'error workflow-name-taken spec.templates[0].retryStrategy: each attempt would make etl, which already exists then',
  ]);
  expect(said(workflow(RIGHT, { kind: 'CronWorkflow', name: 'name: etl' }))).toEqual([
    'error workflow-name-taken spec.workflowSpec.templates[0].resource.manifest: each run would make etl, which already exists then',
  ]);
  expect(said(workflow(RIGHT, { name: 'name: etl' }))).toEqual([]);
});
