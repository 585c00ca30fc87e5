import type { k8s } from 'cdk8s-plus-28';

/** A reference of the kubelet to an earlier variable, `$(NAME)`. */
const REFERENCE = /\$\(([^)$]+)\)/g;

/** Variables in their order, but composed ones after their parts: the kubelet expands `$(NAME)` only from earlier ones. */
export function partsFirst(variables: readonly k8s.EnvVar[]): k8s.EnvVar[] {
  const byName = new Map(variables.map((variable) => [variable.name, variable]));
  const result = new Set<k8s.EnvVar>();
  const seen = new Set<string>();
  const place = (variable: k8s.EnvVar): void => {
    if (seen.has(variable.name)) return;
    seen.add(variable.name);
    for (const [, name] of (variable.value ?? '').matchAll(REFERENCE)) {
      const part = byName.get(name!);
      if (part !== undefined) place(part);
    }
    result.add(variable);
  };
  variables.forEach(place);
  return [...result];
}
