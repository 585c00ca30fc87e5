import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { releaseOf } from '../../chart/released';
import { ACKNOWLEDGED } from '../engine';
import { appOf } from '../../app/synthesis';
import { RULES, ruleAdvice } from '../all';
import { LABEL_KEY } from '../../kubernetes-names';
import { Problems } from '../../problems';
import type { IRule, RuleSeverity } from '../own/i-rule';
import { isSeverity, ownRule } from '../own/own-rule';
import { choicesOf, ownRulesIn } from './choices';
import { requireLabels } from './required';
import { watchApp } from './synth';

/** What the rules say of a part of an app. */
export class Rules {
  /**
   * The rules for a construct and all that is in it.
   *
   * @param construct an application, an operator, a chart
   */
  public static of(construct: IConstruct): Rules {
    return new Rules(construct);
  }

  private constructor(private readonly construct: IConstruct) {}

  /**
   * Silences one rule, for a reason that stays visible: as an annotation of the objects, or at the head of a values
   * file.
   *
   * @param id the rule, as a finding names it
   * @param reason why it does not matter here
   * @throws when there is no such rule, no reason, or nothing to silence it for
   */
  public acknowledge(id: string, reason: string): this {
    this.requireRule(id);
    if (reason.trim() === '')
      throw new Error(`reason to acknowledge ${id} is empty; say why it does not matter here`);
    const inside = this.construct.node.findAll();
    const objects = inside.filter((child) => child instanceof ApiObject);
    const releases = inside.flatMap((child) => releaseOf(child) ?? []);
    if (objects.length + releases.length === 0) {
      throw new Error(
        `${this.construct.node.path} has no object to acknowledge ${id} for; give one that has`,
      );
    }
    for (const object of objects) object.metadata.addAnnotation(ACKNOWLEDGED + id, reason);
    for (const release of releases) release.acknowledge(id, reason);
    return this;
  }

  /**
   * Asks for labels on every Spark application in the construct, hand-written ones and those that are made later included: rule
   * `label-missing`. `SparkDefaults.of(scope)` gives them to all at once.
   *
   * @param keys keys of the labels
   * @throws when one cannot be a key
   */
  public requireLabels(...keys: string[]): this {
    const problems = new Problems();
    keys.forEach((key, index) => {
      problems.require(`keys[${index}]`, key, LABEL_KEY);
    });
    problems.throwFor('required labels');
    requireLabels(this.construct, keys);
    watchApp(this.construct);
    return this;
  }

  /**
   * Adds a rule of one's own: it looks at all objects of the construct, at each synth.
   *
   * @param rule the rule
   * @throws when something about it is missing, when its id is that of another rule, or when there is no app
   */
  public add(rule: IRule): this {
    this.requireApp('add rules to');
    const own = ownRule(rule);
    if (this.ids().includes(own.id)) {
      throw new Error(
        `rule ${own.id} is there already in this app; add it once, to what has all of its objects`,
      );
    }
    choicesOf(this.construct).rules.push(own);
    watchApp(this.construct);
    return this;
  }

  /**
   * Makes one rule an error or a warning for the construct; the nearest one above an object decides.
   *
   * @param id the rule, as a finding names it; one of one's own is added before
   * @param severity what its findings are
   * @throws when there is no such rule, or no app
   */
  public severity(id: string, severity: RuleSeverity): this {
    this.requireRule(id);
    if (!isSeverity(severity)) {
      throw new Error(`severity of ${id} is ${JSON.stringify(severity)}; it must be error or warning`);
    }
    this.requireApp('set severities for');
    watchApp(this.construct);
    choicesOf(this.construct).severities.set(id, severity);
    return this;
  }

  /**
   * Lets warnings about objects of the construct stop the synth as errors do. What a typed construct can have by a
   * patch only stays a warning.
   *
   * @throws when there is no app
   */
  public strict(): this {
    this.requireApp('be strict with');
    watchApp(this.construct);
    choicesOf(this.construct).isStrict = true;
    return this;
  }

  private requireApp(purpose: string): void {
    if (appOf(this.construct) !== undefined) return;
    throw new Error(
      `${this.construct.node.path} is in no app, and nothing would look at it; ${purpose} an app or a part of it`,
    );
  }

  private requireRule(id: string): void {
    const ids = this.ids();
    if (ids.includes(id)) return;
    throw new Error(`rule is ${JSON.stringify(id)}, which does not exist; ${ruleAdvice(id, ids)}`);
  }

  private ids(): string[] {
    return [...RULES, ...ownRulesIn(this.construct.node.root)].map((rule) => rule.id);
  }
}
