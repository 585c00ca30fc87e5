import { JOB_RULES } from './jobs';
import { LEGACY_KEYS } from '../../chart/legacy-keys';
import { PROCESS_RULES } from './processes';
import values from '../../chart/values-2.5.2.json';
import type { Issue } from '../../manifest/schema';
import { valuesIssues } from '../application/shape';
import { VALUES, type Manifest, type Rule } from '../rule';

function issueRule(
  id: string,
  summary: string,
  why: string,
  fix: string,
  kinds: readonly Issue['kind'][],
): Rule {
  return {
    id,
    severity: 'error',
    general: true,
    summary,
    why,
    fix,
    kinds: [VALUES],
    check: (object) => [...valuesIssues(object)].filter(({ kind }) => kinds.includes(kind)),
  };
}

const unknownChartValue: Rule = {
  id: 'unknown-chart-value',
  severity: 'error',
  summary: 'A value that the chart does not know.',
  why: 'The chart has no schema for its values: Helm drops the setting without a word.',
  fix: 'correct the key, or remove it',
  kinds: [VALUES],
  *check(object) {
    for (const { kind, path, message, fix, meant } of valuesIssues(object)) {
      if (kind !== 'unknown-field') continue;
      const key = path.join('.');
      const successor = Object.entries(LEGACY_KEYS).find(
        ([old]) => key === old || key.startsWith(`${old}.`),
      )?.[1];
      if (successor !== undefined) yield { path, message: `${key} is a key of chart 1.x`, fix: successor };
      else
        yield {
          path,
          message: message.replace('field', 'value'),
          ...(fix === undefined ? {} : { fix }),
          ...(meant === undefined ? {} : { meant }),
        };
    }
  },
};

const chartValueType: Rule = issueRule(
  'chart-value-type',
  'A value of the chart of the wrong type or form.',
  'It is rendered as it is: the API server refuses the object, or the operator does not start.',
  'give a value of the right type',
  ['wrong-type', 'missing-field', 'wrong-format'],
);

const chartValueIllegal: Rule = issueRule(
  'chart-value-illegal',
  'A value of the chart that is none of the possible ones.',
  'The operator does not start, or the API server refuses the object.',
  'use one of the possible values',
  ['illegal-enum-value', 'value-out-of-range'],
);

/** True for a map that may be values of the chart: some of its keys are keys of the chart, of 1.x or 2.x. */
export function mayBeChartValues(object: Manifest): boolean {
  return Object.keys(object).some((key) => isCurrent(key) || Object.hasOwn(LEGACY_KEYS, key));
}

/** True for a map that nobody calls values of the chart, and that looks like no other chart's: many have an image. */
export function isChartValues(object: Manifest): boolean {
  const keys = Object.keys(object);
  return (
    mayBeChartValues(object) &&
    (keys.some((key) => /^spark/i.test(key)) || keys.every((key) => isCurrent(key)))
  );
}

function isCurrent(key: string): boolean {
  return Object.hasOwn(values.properties, key);
}

/** Rules about the values of the chart. */
export const VALUES_RULES: readonly Rule[] = [
  unknownChartValue,
  ...PROCESS_RULES,
  ...JOB_RULES,
  chartValueType,
  chartValueIllegal,
];
