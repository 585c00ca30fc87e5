import { isRecord, nameOf, text } from '../../manifest/plain';
import { show } from '../../problems';
import { findProblems, type Subject } from '../engine';
import { VALUES } from '../rule';
import type { Rule } from '../rule';
import type { IRule } from './i-rule';
import { ownRule } from './own-rule';

/**
 * Tests a rule of one's own, with any test framework: a method throws where the rule does not do what is expected.
 * The objects are those of `Testing.synth(chart)`, or plain ones; one without `kind` is values of the operator's chart.
 */
export class RuleTest {
  private readonly rule: Rule;

  /**
   * @param rule the rule
   * @throws when something about the rule is missing
   */
  public constructor(rule: IRule) {
    this.rule = ownRule(rule);
  }

  /**
   * Expects problems, one at each field and no others.
   *
   * @param objects all objects that are checked together
   * @param fields where the problems are, in the order of the objects: `spec.driver.env[0].name`
   * @throws when other problems are found, or the rule throws
   */
  public finds(objects: unknown[], ...fields: string[]): void {
    const found = this.look(objects);
    const paths = found.map(({ path }) => path);
    if (show(paths) === show(fields) && paths.length === fields.length) return;
    throw new Error(
      `rule ${this.rule.id} finds ${listed(found.map(({ path, message }) => `${path}: ${message}`))}; expected is ${listed(fields)}`,
    );
  }

  /**
   * Expects that nothing is found.
   *
   * @param objects all objects that are checked together
   * @throws when something is found, or the rule throws
   */
  public accepts(objects: unknown[]): void {
    this.finds(objects);
  }

  private look(objects: readonly unknown[]) {
    const subjects = objects.map(subjectOf);
    const found = findProblems(subjects, { rules: [this.rule], acknowledgements: false });
    const failure = found.find(({ path, once }) => path === '' && once === 'run');
    if (failure !== undefined)
      throw new Error(
        `${failure.message} (${failure.subject.kind} ${nameOf(failure.subject.manifest) ?? ''})`,
      );
    return found;
  }
}

function subjectOf(object: unknown): Subject {
  if (!isRecord(object))
    throw new Error(`an object to check is ${show(object)}; it must be a map, as Testing.synth gives`);
  return { kind: text(object.kind) ?? VALUES, manifest: object };
}

function listed(texts: readonly string[]): string {
  return texts.length === 0 ? 'nothing' : texts.join(', ');
}
