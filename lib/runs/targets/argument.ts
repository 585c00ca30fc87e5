import { leadsOffBranch } from '../parameters';
import type { ReleasedSpec } from '../released';
import { LEADS_AWAY, NO_DASH, referenceIn, type Target } from './target';

/** An argument of the job, behind its flag. */
export class ArgumentTarget implements Target {
  public readonly kind = 'argument';

  /**
   * @param name the flag
   * @param isMeant whether its author wrote a text down as one that is allowed
   * @param leadingDash whether its author lets any text begin like an option
   */
  public constructor(
    public readonly name: string,
    private readonly isMeant: (text: string) => boolean,
    private readonly leadingDash: boolean,
  ) {}

  public problem(hasBranch: boolean): string | undefined {
    return hasBranch && leadsOffBranch(this.name) ? `sets ${this.name}, ${LEADS_AWAY}` : undefined;
  }

  /** It is released with one value or not at all: the job would read another one than its run was given. */
  public conflict({ arguments: given = [] }: ReleasedSpec): string | undefined {
    const [at, again] = given.flatMap((argument, index) => (this.isIn(argument) ? [index] : []));
    if (at === undefined) return undefined;
    if (again !== undefined) {
      return `sets ${this.name}, which is released twice; release it with one value`;
    }
    const value = given[at + 1];
    // A single dash may begin a number.
    return given[at] === this.name &&
      (value === undefined || (value.startsWith('--') && this.isOption(value)))
      ? `sets ${this.name}, which is released without a value; give it one, or leave it out`
      : undefined;
  }

  public refusal(text: string): string | undefined {
    if (this.isMeant(text)) return undefined;
    return this.isOption(text) ? NO_DASH : referenceIn(text);
  }

  public read({ arguments: given = [] }: ReleasedSpec): string | undefined {
    const at = this.indexIn(given);
    return given[at] === this.name ? given[at + 1] : given[at]?.slice(this.name.length + 1);
  }

  /** `--flag value` in place of what the released arguments have, or at their end. */
  public write(spec: ReleasedSpec, value: string | number): ReleasedSpec {
    const given = spec.arguments ?? [];
    const at = this.indexIn(given);
    const [before, after] =
      at < 0 ? [given, []] : [given.slice(0, at), given.slice(at + (given[at] === this.name ? 2 : 1))];
    return { ...spec, arguments: [...before, this.name, String(value), ...after] };
  }

  private indexIn(given: readonly string[]): number {
    return given.findIndex((argument) => this.isIn(argument));
  }

  /** True for `--flag`, or `--flag=value`. */
  private isIn(argument: string): boolean {
    return argument === this.name || argument.startsWith(`${this.name}=`);
  }

  private isOption(text: string): boolean {
    return text.startsWith('-') && !this.leadingDash && !this.isMeant(text);
  }
}
