import type { k8s } from 'cdk8s-plus-28';

/** A reference of the kubelet to an earlier variable, `$(NAME)`. */
const REFERENCE = /\$\(([^)$]+)\)/g;

/**
 * Environment variables by name, each with the part that set it. A composed variable stands after its parts,
 * since the kubelet expands `$(NAME)` only from earlier ones.
 */
export class EnvVariables {
  private readonly entries = new Map<string, { variable: k8s.EnvVar; source: string }>();

  /**
   * Adds the variables of one part.
   *
   * @throws when a variable is there already with another value, listing every such variable
   */
  public add(source: string, variables: readonly k8s.EnvVar[]): void {
    const conflicts = variables.flatMap((variable) => {
      const present = this.entries.get(variable.name);
      return present === undefined || JSON.stringify(present.variable) === JSON.stringify(variable)
        ? []
        : [
            `${variable.name} is ${text(present.variable)} by ${present.source} and ${text(variable)} by ${source}`,
          ];
    });
    if (conflicts.length > 0) {
      throw new Error(
        `environment variables disagree: ${conflicts.join('; ')}; give one of them another name`,
      );
    }
    for (const variable of variables) {
      if (!this.entries.has(variable.name)) this.entries.set(variable.name, { variable, source });
    }
  }

  /** The variables sorted by name, composed ones after their parts. */
  public sorted(): k8s.EnvVar[] {
    const result: k8s.EnvVar[] = [];
    const placed = new Set<string>();
    const place = (name: string): void => {
      const entry = this.entries.get(name);
      if (entry === undefined || placed.has(name)) return;
      placed.add(name);
      for (const [, part] of (entry.variable.value ?? '').matchAll(REFERENCE)) place(part!);
      result.push(entry.variable);
    };
    for (const name of [...this.entries.keys()].sort()) place(name);
    return result;
  }
}

function text(variable: k8s.EnvVar): string {
  return JSON.stringify(variable.value ?? variable.valueFrom);
}
