import { SCHEMA_OF } from '../../manifest/crd-schemas';
import { nearest } from '../../manifest/nearest';
import { text } from '../../manifest/plain';
import { WORKLOADS } from '../../manifest/workload';
import type { Problem, Rule, RuleGroup } from '../rule';
import { operator } from '../sources';

const unknownKind: Rule = {
  id: 'unknown-kind',
  severity: 'error',
  summary: 'A kind or version that the Spark Operator does not have.',
  why: 'The API server refuses the object: no matches for kind.',
  fix: 'use SparkApplication or ScheduledSparkApplication of sparkoperator.k8s.io/v1beta2, or SparkConnect of sparkoperator.k8s.io/v1alpha1',
  source: operator('docs/api-docs.md'),
  kinds: ['*'],
  *check(object): Iterable<Problem> {
    const group = /^sparkoperator\.k8s\.io(?:\/|$)/;
    const kind = text(object.kind) ?? '';
    if (!group.test(text(object.apiVersion) ?? '') || Object.hasOwn(SCHEMA_OF, kind)) return;
    const near = nearest(kind, WORKLOADS);
    yield {
      path: ['kind'],
      message: `the Spark Operator has no kind ${kind}`,
      ...(near === undefined ? {} : { fix: `did you mean ${near}?` }),
    };
  },
};

/** Rules about kinds. */
export const KIND: RuleGroup = {
  title: 'Kinds of the operator',
  rules: [unknownKind],
};
