import { isResolved, placeholderIn } from '../manifest/placeholders';
import { formatPath, type Manifest, type Path, valueAt } from '../manifest/plain';
import { HIDDEN } from '../text/redact';
import type { Facts } from './facts';
import type { Finding, RelatedPlace, Subject } from './finding';
import type { Problem, Rule } from './rule';

/** As many findings of one rule in one object are told; of the others only how many there are. */
export const MOST_FINDINGS = 100;

/** What the rules have found in one object. */
export class Found<S extends Subject> {
  private readonly findings = new Set<Finding<S>>();
  private readonly meant: Path[] = [];
  /** Made when a general rule asks for it. */
  private places: Places<S> | undefined;

  /** @param subjectOf what an object is checked as */
  public constructor(private readonly subjectOf: (object: Manifest) => S | undefined) {}

  /** Adds what one rule finds. That it fails is a finding too, and no reason to stop. */
  public look(rule: Rule, subject: S, facts: Facts): void {
    try {
      this.add(rule, subject, rule.check(subject.manifest, facts), rule.general === true);
    } catch (error) {
      this.add(rule, subject, [failure(rule, error)], false);
    }
  }

  private add(rule: Rule, subject: S, problems: Iterable<Problem>, isGeneral: boolean): void {
    let last: Finding<S> | undefined;
    let count = 0;
    for (const problem of problems) {
      if (isIncomplete(rule, subject.manifest, problem) || (isGeneral && this.isKnown(rule, problem)))
        continue;
      count += 1;
      if (count > MOST_FINDINGS) continue;
      last = finding(rule, subject, problem, this.related(problem));
      this.put(last);
      if (problem.meant !== undefined) this.meant.push(problem.meant);
    }
    if (last === undefined || count <= MOST_FINDINGS) return;
    this.findings.delete(last);
    this.findings.add({ ...last, more: count - MOST_FINDINGS });
  }

  /** Everything, without what was only missing because it was misspelt. */
  public all(): Finding<S>[] {
    return [...this.findings].filter(
      ({ steps }) => !this.meant.some((path) => path.length <= steps.length && startsWith(steps, path)),
    );
  }

  /** True where a particular rule has spoken; warnings give way to an error. */
  private isKnown(rule: Rule, { path, severity = rule.severity }: Problem): boolean {
    if (this.places === undefined) {
      this.places = new Places();
      for (const present of this.findings) this.places.add(present);
    }
    const near = [...this.places.near(path)].filter(
      (present) => this.findings.has(present) && present.rule.speaksOf !== 'placeholders',
    );
    if (near.some((present) => present.severity === 'error' || severity === 'warning')) return true;
    for (const warning of near) this.findings.delete(warning);
    return false;
  }

  private related({ related = [] }: Problem): RelatedPlace<S>[] {
    return related.flatMap(({ object, path, message }) => {
      const subject = this.subjectOf(object);
      return subject === undefined ? [] : [{ subject, steps: path, message }];
    });
  }

  private put(found: Finding<S>): void {
    this.findings.add(found);
    this.places?.add(found);
  }
}

/** Findings by where they stand. */
class Places<S extends Subject> {
  private readonly at = new Map<string, Finding<S>[]>();
  private readonly below = new Map<string, Finding<S>[]>();

  public add(found: Finding<S>): void {
    for (let length = 0; length < found.steps.length; length += 1) {
      push(this.below, key(found.steps, length), found);
    }
    push(this.at, key(found.steps), found);
  }

  /** The findings at a path, above it and below it. */
  public *near(path: Path): Iterable<Finding<S>> {
    for (let length = 0; length <= path.length; length += 1) yield* this.at.get(key(path, length)) ?? [];
    yield* this.below.get(key(path)) ?? [];
  }
}

/** True where somebody has yet to fill in what the rule speaks of; what is secret is told all the same. */
function isIncomplete({ speaksOf }: Rule, manifest: Manifest, { path, secret }: Problem): boolean {
  if (speaksOf === 'placeholders' || secret === true) return false;
  const texts = speaksOf === 'keys' ? path : [...path, valueAt(manifest, path)];
  return texts.some((text) => {
    const placeholder = typeof text === 'string' ? placeholderIn(text) : undefined;
    return placeholder !== undefined && !isResolved(path, placeholder);
  });
}

function failure({ id }: Rule, error: unknown): Problem {
  return {
    path: [],
    message: `rule ${id} could not look at it: ${error instanceof Error ? error.message : 'it failed'}`,
    fix: `mend what is odd in the object; if nothing is, report it and leave the rule out`,
  };
}

function key(path: Path, length = path.length): string {
  return JSON.stringify(path.slice(0, length));
}

function push<V>(map: Map<string, V[]>, name: string, value: V): void {
  const present = map.get(name);
  if (present === undefined) map.set(name, [value]);
  else present.push(value);
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((step, index) => step === path[index]);
}

function finding<S extends Subject>(
  rule: Rule,
  subject: S,
  problem: Problem,
  related: readonly RelatedPlace<S>[],
): Finding<S> {
  const value = problem.path.length === 0 ? undefined : valueAt(subject.manifest, problem.path);
  return {
    rule,
    severity: problem.severity ?? rule.severity,
    subject,
    path: formatPath(problem.path),
    steps: problem.path,
    value: problem.secret === true ? HIDDEN : value,
    message: problem.message,
    fix: problem.fix ?? rule.fix,
    ...(problem.secret === true ? { secrets: texts(value) } : {}),
    ...(related.length === 0 ? {} : { related }),
    ...(problem.correction === undefined ? {} : { correction: problem.correction }),
    ...(problem.once === undefined ? {} : { once: problem.once }),
  };
}

/** All texts in a value. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}
