import { checkFiles } from './check/check';
import { inputFile } from './check/input';
import { Redaction } from './check/report/redaction';
import { nameOf } from './manifest/plain';
import { show } from './problems';
import { describe, isError } from './rules/engine';
import { printable } from './text/printable';

/** What a finding is told to the CLI as. */
interface Violation {
  readonly ruleName: string;
  readonly recommendation: string;
  readonly fix: string;
  readonly violatingResources: readonly {
    readonly resourceName: string;
    readonly locations: readonly string[];
    readonly manifestPath: string;
  }[];
}

/** The part of the context of `cdk8s synth` that a validation needs. */
export interface ValidationContext {
  /** Files that the app has written. */
  readonly manifests: readonly string[];
  /** Collects what is found. */
  readonly report: {
    addViolation(violation: Violation): void;
    submit(status: 'success' | 'failure', metadata?: Readonly<Record<string, string>>): void;
  };
}

/**
 * The rules as a validation plugin of the cdk8s CLI, for apps that write manifests by other means. In `cdk8s.yaml`:
 *
 * ```yaml
 * validations:
 *   - package: ./node_modules/cdk8s-spark-operator/validation
 *     version: 0.1.0
 *     class: SparkValidation
 * ```
 */
export class SparkValidation {
  /**
   * Checks all manifests of the app as one set; errors fail the synth, warnings are listed.
   *
   * @param context what the CLI gives
   */
  public validate(context: ValidationContext): Promise<void> {
    const result = checkFiles(context.manifests.map((file) => inputFile(file, false)));
    const { findings, acknowledged, unreadable } = result;
    const redaction = new Redaction(result);
    const shown = (text: string): string => printable(redaction.text(text));
    for (const finding of findings) {
      const { rule, severity, subject, path, message, fix, more } = finding;
      const value = redaction.value(finding);
      const given = typeof value === 'object' ? '' : ` (${shown(show(value))})`;
      context.report.addViolation({
        ruleName: `${rule.id} (${severity})`,
        recommendation: `${shown(message)}${more === undefined ? '' : ` (and ${more} more)`}`,
        fix: shown(fix),
        violatingResources: [
          {
            resourceName: shown(nameOf(subject.manifest) ?? subject.kind),
            locations: [`${shown(path)}${given}`],
            manifestPath: printable(subject.file),
          },
        ],
      });
    }
    const errors = findings.filter(isError).length;
    const failed = errors > 0 || unreadable.length > 0;
    const silenced = acknowledged.map(({ rule, subject }) => `${rule.id} of ${shown(describe(subject))}`);
    context.report.submit(failed ? 'failure' : 'success', {
      errors: String(errors),
      warnings: String(findings.length - errors),
      ...(silenced.length === 0 ? {} : { acknowledged: silenced.join('; ') }),
      ...(unreadable.length === 0
        ? {}
        : { unreadable: unreadable.map((error) => shown(error.message)).join('; ') }),
    });
    return Promise.resolve();
  }
}
