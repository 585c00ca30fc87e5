import { readFileSync } from 'node:fs';
import { checkFiles } from './check/check';
import { isError } from './rules/engine';
import { nameOf, show } from './manifest/plain';

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
    const { findings, unusable } = checkFiles(
      context.manifests.map((file) => ({ file, named: false, read: () => readFileSync(file) })),
    );
    for (const { rule, subject, path, value, message, fix } of findings) {
      const given = typeof value === 'object' || value === undefined ? '' : ` (${show(value)})`;
      context.report.addViolation({
        ruleName: `${rule.id} (${rule.severity})`,
        recommendation: message,
        fix,
        violatingResources: [
          {
            resourceName: nameOf(subject.manifest) ?? subject.kind,
            locations: [`${path}${given}`],
            manifestPath: subject.file,
          },
        ],
      });
    }
    const errors = findings.filter(isError).length;
    const failed = errors > 0 || unusable.length > 0;
    context.report.submit(failed ? 'failure' : 'success', {
      errors: String(errors),
      warnings: String(findings.length - errors),
      ...(unusable.length === 0 ? {} : { unreadable: unusable.join('; ') }),
    });
    return Promise.resolve();
  }
}
