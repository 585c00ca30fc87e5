import { endOf, STATE_CONDITIONS, STATE_FIELD, STATE_NAMES } from '../../manifest/application-states';
import { nearest } from '../../manifest/nearest';
import { record, text, type Path } from '../../manifest/plain';
import { comparisons, resourceSteps, WORKFLOW_KINDS, type ResourceStep } from '../../manifest/workflows';
import type { Problem, Rule, RuleGroup } from '../rule';

/** The steps that make a SparkApplication. */
function steps(workflow: Parameters<typeof resourceSteps>[0]): readonly ResourceStep[] {
  return resourceSteps(workflow).filter(({ object }) => object?.kind === 'SparkApplication');
}

const CONDITIONS = ['successCondition', 'failureCondition'] as const;

const EXAMPLE = `${STATE_CONDITIONS.successCondition}, and for failure ${STATE_CONDITIONS.failureCondition}`;

const SOURCE = 'https://argo-workflows.readthedocs.io/en/latest/walk-through/kubernetes-resources/';

const workflowCondition: Rule = {
  id: 'workflow-condition',
  severity: 'error',
  summary: 'A condition of a step on a field or a state that a SparkApplication does not have.',
  why: 'It is never true: the step does not end, though the job has ended.',
  fix: `write ${EXAMPLE}`,
  source: SOURCE,
  kinds: WORKFLOW_KINDS,
  *check(object): Iterable<Problem> {
    for (const { path, resource } of steps(object)) {
      for (const field of CONDITIONS) {
        const condition = text(resource[field]);
        if (condition === undefined || condition.includes('{{')) continue;
        const message = comparisons(condition)
          .map(({ field: given, values }) => wrong(given, values))
          .find((found) => found !== undefined);
        if (message !== undefined) yield { path: [...path, 'resource', field], message };
      }
    }
  },
};

function wrong(field: string, values: readonly string[]): string | undefined {
  if (field !== STATE_FIELD) {
    const isOfStatus =
      field.startsWith('status.') && !/^status\.(?:applicationState|executorState)\./.test(field);
    const isKnown =
      /^status\.(?:sparkApplicationId|submissionID|executionAttempts|submissionAttempts|driverInfo)/;
    return isOfStatus && !isKnown.test(field)
      ? `there is no ${field}, the state is in ${STATE_FIELD}`
      : undefined;
  }
  const unknown = values.find((value) => endOf(value) === undefined);
  if (unknown === undefined) return undefined;
  const meant = nearest(unknown, STATE_NAMES);
  return `no ${STATE_FIELD} is ${unknown}${meant === undefined ? '' : `: did you mean ${meant}?`}`;
}

const workflowConditionMissing: Rule = {
  id: 'workflow-condition-missing',
  severity: 'warning',
  summary: 'A step that makes a SparkApplication without saying when it has succeeded or failed.',
  why: 'Without a success condition the step ends when the object is made; without one for failure it waits for ever when the job fails.',
  fix: `set successCondition and failureCondition: ${EXAMPLE}`,
  source: SOURCE,
  kinds: WORKFLOW_KINDS,
  *check(object): Iterable<Problem> {
    for (const { path, resource, action } of steps(object)) {
      if (action !== 'create' && action !== 'apply') continue;
      const missing = CONDITIONS.filter((field) => (text(resource[field]) ?? '') === '');
      if (missing.length === 0) continue;
      const message = `the step has no ${missing.join(' and no ')}`;
      yield { path: [...path, 'resource', missing[0]!], message };
    }
  },
};

const workflowConditionEarly: Rule = {
  id: 'workflow-condition-early',
  severity: 'warning',
  summary: 'A step that ends in a state in which its job goes on.',
  why: 'The workflow goes on while the job still runs, or gives up a job that the operator is about to try again.',
  fix: `write ${EXAMPLE}`,
  source: SOURCE,
  kinds: WORKFLOW_KINDS,
  *check(object): Iterable<Problem> {
    for (const { path, resource, object: application } of steps(object)) {
      const { type } = record(record(application?.spec).restartPolicy);
      const isRetried = type === 'OnFailure' || type === 'Always';
      for (const field of CONDITIONS) {
        const early = comparisons(text(resource[field]) ?? '')
          .filter(
            ({ field: given, operator }) => given === STATE_FIELD && (operator === '==' || operator === 'in'),
          )
          .flatMap(({ values }) => values)
          .find((state) => isEarly(state, field === 'successCondition', isRetried));
        if (early !== undefined) {
          const place: Path = [...path, 'resource', field];
          yield { path: place, message: `${early} is no end of a job` };
        }
      }
    }
  },
};

function isEarly(state: string, isSuccess: boolean, isRetried: boolean): boolean {
  const end = endOf(state);
  if (end === undefined) return false;
  return isSuccess ? end === 'no' : end === 'no' || (end === 'perhaps' && isRetried);
}

const workflowNameTaken: Rule = {
  id: 'workflow-name-taken',
  severity: 'error',
  summary: 'A step that is run more than once and makes an object of one name.',
  why: 'The second attempt, or the next run, fails: an object of that name already exists.',
  fix: 'use generateName instead of name, or put {{workflow.name}} and {{retries}} into the name',
  source: SOURCE,
  kinds: WORKFLOW_KINDS,
  *check(workflow): Iterable<Problem> {
    for (const { path, action, object, isRetried } of steps(workflow)) {
      const name = text(record(object?.metadata).name);
      const isAgain = isRetried || workflow.kind === 'CronWorkflow';
      if (action !== 'create' || name === undefined || name.includes('{{') || !isAgain) continue;
      yield {
        path: isRetried ? [...path, 'retryStrategy'] : [...path, 'resource', 'manifest'],
        message: `${isRetried ? 'each attempt' : 'each run'} would make ${name}, which already exists then`,
      };
    }
  },
};

/** Rules about steps of Argo Workflows that make applications. */
export const WORKFLOWS: RuleGroup = {
  title: 'Argo Workflows',
  rules: [workflowCondition, workflowConditionMissing, workflowConditionEarly, workflowNameTaken],
};
