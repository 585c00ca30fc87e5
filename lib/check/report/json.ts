import { formatPath, nameOf, namespaceOf } from '../../manifest/plain';
import { describe, type Finding } from '../../rules/engine';
import type { FileSubject } from '../read';
import type { Range } from '../reading/range';
import { pageOf } from './page';
import { Redaction } from './redaction';
import type { Report } from './report';

/**
 * One JSON array: what could not be checked, the findings, and those that are acknowledged, each of the same form. With more, such
 * as sizes, an object of both.
 */
export function jsonReport(report: Report, more: Readonly<Record<string, unknown>> = {}): string {
  const findings = jsonEntries(report);
  return asciiControls(
    JSON.stringify(Object.keys(more).length === 0 ? findings : { ...more, findings }, undefined, 2),
  );
}

function jsonEntries(report: Report): unknown[] {
  const redaction = new Redaction(report);
  const text = (given: string | undefined): string | null =>
    given === undefined ? null : redaction.text(given);
  const entry = (finding: Finding<FileSubject>) => ({
    rule: finding.rule.id,
    severity: finding.severity,
    file: finding.subject.file,
    ...places(finding.subject.range(finding.steps)),
    kind: text(finding.subject.kind),
    namespace: text(namespaceOf(finding.subject.manifest)),
    name: text(nameOf(finding.subject.manifest)),
    path: text(finding.path),
    value: redaction.value(finding),
    message: text(finding.message),
    fix: text(finding.fix),
    url: pageOf(finding.rule) ?? null,
    ...(finding.related === undefined
      ? {}
      : {
          related: finding.related.map(({ subject, steps, message }) => ({
            file: subject.file,
            ...places(subject.range(steps)),
            object: text(describe(subject)),
            path: text(formatPath(steps)),
            message: text(message),
          })),
        }),
    ...(finding.more === undefined ? {} : { more: finding.more }),
    ...(finding.objects === undefined ? {} : { objects: finding.objects }),
  });
  return [
    ...report.refusals.map(({ rule, file, line, column, message, fix }) => ({
      rule,
      severity: 'error',
      file: file ?? null,
      line: line ?? null,
      column: column ?? null,
      endLine: null,
      endColumn: null,
      kind: null,
      namespace: null,
      name: null,
      path: '',
      value: null,
      message: text(message),
      fix,
      url: null,
    })),
    ...report.findings.map(entry),
    ...report.acknowledged.flatMap(({ findings, reason }) =>
      findings.map((finding) => ({
        ...entry(finding),
        severity: 'acknowledged',
        acknowledged: text(reason),
      })),
    ),
  ];
}

function places({ start, end }: Range) {
  return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
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
