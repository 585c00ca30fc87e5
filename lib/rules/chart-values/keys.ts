import { versionsKnowing } from '../../chart/charts';
import { legacyAdvice } from '../../chart/moved-keys';
import { valuesIssues } from '../../chart/values';
import type { Issue } from '../../manifest/schema';
import { CHART_VERSION } from '../../versions';
import { VALUES, type Rule, type RuleGroup } from '../rule';
import { operator } from '../sources';

const README = operator('charts/spark-operator-chart/README.md');

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
    source: README,
    kinds: [VALUES],
    check: (object, facts) =>
      [...valuesIssues(object, facts.chartVersion(object))].filter(({ kind }) => kinds.includes(kind)),
  };
}

const unknownChartValue: Rule = {
  id: 'unknown-chart-value',
  speaksOf: 'keys',
  severity: 'error',
  summary: 'A value that the chart does not know.',
  why: 'The chart has no schema for its values: Helm drops the setting without a word.',
  fix: 'correct the key, or remove it',
  source: README,
  kinds: [VALUES],
  *check(object, facts) {
    const version = facts.chartVersion(object);
    for (const { kind, path, message, fix, meant, correction } of valuesIssues(object, version)) {
      if (kind !== 'unknown-field') continue;
      const key = path.join('.');
      const successor = legacyAdvice(key);
      const [first] = versionsKnowing(path);
      if (successor !== undefined) yield { path, message: `${key} is a key of chart 1.x`, fix: successor };
      else if (first !== undefined) {
        yield {
          path,
          message: `chart ${version ?? CHART_VERSION} does not know ${key}, which came with ${first}`,
          fix: `remove it, or use chart ${first} or later`,
        };
      } else
        yield {
          path,
          message: message.replace('field', 'value'),
          ...(fix === undefined ? {} : { fix }),
          ...(meant === undefined ? {} : { meant }),
          ...(correction === undefined ? {} : { correction }),
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

/** Rules that compare values with what the chart knows. */
export const VALUE_KEYS: RuleGroup = {
  title: 'Values: keys and types',
  rules: [unknownChartValue, chartValueType, chartValueIllegal],
};
