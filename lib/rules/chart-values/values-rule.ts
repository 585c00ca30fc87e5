import { isSet, type Manifest, type Path, valueAt } from '../../manifest/plain';
import { Release } from '../../chart/release';
import { VALUES, type Problem, type Rule } from '../rule';

/** A rule as it is written for values of the chart. */
export interface ValuesRule extends Omit<Rule, 'kinds' | 'check'> {
  /** Looks at the values of one release. */
  readonly check: (values: Values) => Iterable<Problem>;
}

/** A rule about the values of the chart. */
export function valuesRule(rule: ValuesRule): Rule {
  return {
    ...rule,
    kinds: [VALUES],
    check: (object, facts) => rule.check(new Values(object, facts.chartVersion(object))),
  };
}

/** A release with a way to say where its values stand. */
export class Values extends Release {
  /**
   * @param given the values as they stand, without the chart's defaults
   * @param chartVersion version of the chart, where it is known
   */
  public constructor(
    public readonly given: Manifest,
    chartVersion?: string,
  ) {
    super({ values: given, ...(chartVersion === undefined ? {} : { chartVersion }) });
  }

  /** The steps of a dotted path. */
  public at(path: string): Path {
    return path.split('.');
  }

  /** The value, or the chart's default, where it is a number. */
  public number(path: string): number | undefined {
    const value = this.get(path);
    return typeof value === 'number' ? value : undefined;
  }

  /** True for a value that is not left to the chart. */
  public isGiven(path: string): boolean {
    return isSet(valueAt(this.given, this.at(path)));
  }
}
