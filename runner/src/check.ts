import { RULES } from '../../lib/rules/all';
import { findProblems } from '../../lib/rules/engine';
import type { SparkApplication } from './spark-application';

/** What the rules of the library find in an application, in sentences. */
export interface Problems {
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** Checks a stamped application with the rules that the synth uses. */
export function check(application: SparkApplication): Problems {
  const manifest = application as unknown as Readonly<Record<string, unknown>>;
  const findings = findProblems([{ kind: application.kind, manifest }], { rules: RULES });
  const told = (severity: string): string[] =>
    findings
      .filter(({ rule }) => rule.severity === severity)
      .map(({ rule, path, message, fix }) => `${rule.id}: ${path}: ${message}; ${fix}`);
  return { errors: told('error'), warnings: told('warning') };
}
