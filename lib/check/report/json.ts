import { nameOf, namespaceOf } from '../../manifest/plain';
import type { Finding } from '../../rules/engine';
import type { FileSubject } from '../read';
import { Redaction } from './redaction';
import type { Report } from './report';

/**
 * One JSON array: what could not be checked, the findings, and those that are acknowledged, each of the same form.
 */
export function jsonReport(report: Report): string {
  const redaction = new Redaction(report);
  const text = (given: string | undefined): string | null =>
    given === undefined ? null : redaction.text(given);
  const entry = (finding: Finding<FileSubject>) => ({
    rule: finding.rule.id,
    severity: finding.severity,
    file: finding.subject.file,
    line: finding.subject.line(finding.steps),
    kind: text(finding.subject.kind),
    namespace: text(namespaceOf(finding.subject.manifest)),
    name: text(nameOf(finding.subject.manifest)),
    path: text(finding.path),
    value: redaction.value(finding),
    message: text(finding.message),
    fix: text(finding.fix),
    ...(finding.more === undefined ? {} : { more: finding.more }),
    ...(finding.objects === undefined ? {} : { objects: finding.objects }),
  });
  return asciiControls(
    JSON.stringify(
      [
        ...report.refusals.map(({ rule, file, line, message, fix }) => ({
          rule,
          severity: 'error',
          file: file ?? null,
          line: line ?? null,
          kind: null,
          namespace: null,
          name: null,
          path: '',
          value: null,
          message: text(message),
          fix,
        })),
        ...report.findings.map(entry),
        ...report.acknowledged.flatMap(({ findings, reason }) =>
          findings.map((finding) => ({
            ...entry(finding),
            severity: 'acknowledged',
            acknowledged: text(reason),
          })),
        ),
      ],
      undefined,
      2,
    ),
  );
}

/** JSON of the same meaning that neither a terminal nor a CI system obeys. */
export function asciiControls(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]|#(?=#)/gu,
    (control) =>
      Array.from(
        { length: control.length },
        (_, index) => `\\u${control.charCodeAt(index).toString(16).padStart(4, '0')}`,
      ).join(''),
  );
}
