import type { Manifest } from '../../manifest/plain';
import { RULES } from '../all';
import { findProblems } from '../engine';

/** What the rules find in the application of a run, in sentences. */
export interface RunProblems {
  /** What refuses the run. */
  readonly errors: readonly string[];
  /** What is told and nothing more. */
  readonly warnings: readonly string[];
}

/** Asks the rules about the application of a run, of whose cluster nothing is known. */
export function checkRun(application: object): RunProblems {
  const manifest = application as Manifest;
  const findings = findProblems([{ kind: 'SparkApplication', manifest }], { rules: RULES });
  const told = (severity: string): string[] =>
    findings
      .filter((finding) => finding.severity === severity)
      .map(({ rule, path, message, fix }) => `${rule.id}: ${path}: ${message}; ${fix}`);
  return { errors: told('error'), warnings: told('warning') };
}
