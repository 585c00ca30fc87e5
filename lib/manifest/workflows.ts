import type * as Yaml from 'yaml';
import { onceForEach } from './once';
import { isRecord, list, record, text, type Manifest, type Path } from './plain';

/** A step of an Argo Workflow that makes an object. */
export interface ResourceStep {
  /** Where its template stands. */
  readonly path: Path;
  /** `create`, `apply`, … */
  readonly action: string;
  /** The text of the object. */
  readonly manifest: string;
  /** The object; undefined when the text is none before parameters are put in. */
  readonly object: Manifest | undefined;
  /** The fields of `resource`. */
  readonly resource: Readonly<Record<string, unknown>>;
  /** True where a failed step is tried again. */
  readonly isRetried: boolean;
}

/** The kinds of Argo Workflows that have templates. */
export const WORKFLOW_KINDS = [
  'Workflow',
  'WorkflowTemplate',
  'ClusterWorkflowTemplate',
  'CronWorkflow',
] as const;

/** Longer texts are no objects of people. */
const LONGEST = 200_000;

/** The steps of a workflow that make an object whose text stands there. */
export const resourceSteps = onceForEach((workflow: Manifest): readonly ResourceStep[] => {
  if (text(workflow.apiVersion)?.startsWith('argoproj.io/') !== true) return [];
  const isCron = workflow.kind === 'CronWorkflow';
  const spec = isCron ? record(record(workflow.spec).workflowSpec) : record(workflow.spec);
  const above: Path = isCron ? ['spec', 'workflowSpec'] : ['spec'];
  const retriesAll = isRecord(record(spec.templateDefaults).retryStrategy);
  return list(spec.templates).flatMap((given, index): ResourceStep[] => {
    const template = record(given);
    const resource = record(template.resource);
    const manifest = text(resource.manifest);
    if (manifest === undefined || manifest.length > LONGEST) return [];
    return [
      {
        path: [...above, 'templates', index],
        action: text(resource.action) ?? '',
        manifest,
        object: objectOf(manifest),
        resource,
        isRetried: retriesAll || isRecord(template.retryStrategy),
      },
    ];
  });
});

/** An object of a text that may hold parameters of the workflow; undefined where they stand in the way. */
function objectOf(manifest: string): Manifest | undefined {
  const { parse } = require('yaml') as typeof Yaml;
  try {
    const value: unknown = parse(manifest, { logLevel: 'silent' });
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A comparison of a condition: a field of the object, and the values that it may have. */
export interface Comparison {
  /** Dotted path of the field. */
  readonly field: string;
  /** `==`, `!=`, `in` or `notin`. */
  readonly operator: string;
  /** The values. */
  readonly values: readonly string[];
}

/** The comparisons of a condition, which is written as a selector of labels. */
export function comparisons(condition: string): Comparison[] {
  const found: Comparison[] = [];
  const form =
    /(?<![\w.[\]-])([\w.[\]-]{1,200})\s{0,20}(?:(==|!=|=)\s{0,20}([\w.-]{0,200})|(in|notin)\s{0,20}\(([^()]{0,500})\))/g;
  for (const [, field, sign, value, word, values] of condition.slice(0, 2_000).matchAll(form)) {
    found.push({
      field: field!,
      operator: word ?? (sign === '=' ? '==' : sign!),
      values: word === undefined ? [value!] : values!.split(',').map((part) => part.trim()),
    });
  }
  return found;
}
