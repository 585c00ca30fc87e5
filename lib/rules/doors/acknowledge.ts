import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { releaseOf } from '../../chart/released';
import { ACKNOWLEDGED } from '../engine';
import { RULES, ruleAdvice } from '../all';
import { LABEL_KEY } from '../../kubernetes-names';
import { Problems } from '../../problems';
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
    if (!RULES.some((rule) => rule.id === id)) {
      throw new Error(`rule is ${JSON.stringify(id)}, which does not exist; ${ruleAdvice(id)}`);
    }
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
}
