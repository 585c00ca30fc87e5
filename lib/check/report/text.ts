import { show } from '../../problems';
import { describe, isError, type Acknowledgement, type Finding } from '../../rules/engine';
import { printable } from '../../text/printable';
import type { FileSubject } from '../read';
import { pageOf } from './page';
import { Redaction } from './redaction';
import type { Report } from './report';

/** The findings for people: each with its lines, the reason and the fix. What could not be checked is told elsewhere. */
export function textReport(report: Report, color: boolean): string {
  const paint = (code: number, text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  /** Terminals that know no links show the text. */
  const linked = (url: string | undefined, text: string) =>
    color && url !== undefined ? `\u001b]8;;${url}\u001b\\${text}\u001b]8;;\u001b\\` : text;
  const redaction = new Redaction(report);
  const shown = (text: string): string => printable(redaction.text(text));
  const place = (subject: FileSubject, line: number): string => `${printable(subject.file)}:${line}`;
  const block = (finding: Finding<FileSubject>): string => {
    const { subject, rule, severity, path, steps, message, fix, more, related = [] } = finding;
    const line = subject.line(steps);
    const value = redaction.value(finding);
    const given = value === null ? '' : ` = ${printable(show(value))}`;
    return [
      `${place(subject, line)}  ${paint(isError(finding) ? 31 : 33, severity)}  ${linked(pageOf(rule), paint(1, rule.id))}  ${shown(describe(subject))}`,
      `  ${path === '' ? '' : `${shown(path)}${given}: `}${shown(message)}`,
      ...redaction.frame(subject, line).map(({ number, text }) => {
        const source = `  ${number === line ? '>' : ' '} ${String(number).padStart(5)} | ${printable(text)}`;
        return number === line ? source : paint(2, source);
      }),
      `  why: ${rule.why}`,
      `  fix: ${shown(fix)}`,
      ...related.map(
        (found) =>
          `  see: ${place(found.subject, found.subject.line(found.steps))}  ${shown(`${describe(found.subject)}: ${found.message}`)}`,
      ),
      ...(more === undefined ? [] : [`  and ${more} more of ${rule.id} in this object`]),
    ].join('\n');
  };
  const silenced = ({ rule, subject, reason, findings }: Acknowledgement<FileSubject>): string => {
    const [first] = findings;
    const line = subject.line(first?.steps ?? ['metadata', 'annotations']);
    const what = findings.length === 0 ? 'nothing found' : counted(findings.length, 'finding');
    return `${place(subject, line)}  acknowledged  ${paint(1, rule.id)}  ${shown(describe(subject))}  ${what}: ${shown(reason)}`;
  };
  /** What the configuration silences is one line a rule. */
  const configured = (id: string): string => {
    const own = byConfiguration.filter(({ rule }) => rule.id === id);
    const number = own.reduce((sum, { findings }) => sum + findings.length, 0);
    return `configuration  acknowledged  ${paint(1, id)}  ${counted(number, 'finding')} in ${counted(own.length, 'object')}: ${shown(own[0]!.reason)}`;
  };
  const { findings, acknowledged, subjects, files } = report;
  const byObject = acknowledged.filter(({ by }) => by === 'object');
  const byConfiguration = acknowledged.filter(({ by }) => by === 'configuration');
  const silent = [
    ...byObject.map(silenced),
    ...[...new Set(byConfiguration.map(({ rule }) => rule.id))].map(configured),
  ];
  const total = (entries: readonly Finding<FileSubject>[]): number =>
    entries.reduce((sum, { more = 0 }) => sum + 1 + more, 0);
  const errors = total(findings.filter(isError));
  // Values that an object carries are a part of it.
  const objects = new Set(subjects.map((subject) => subject.within?.subject ?? subject));
  const summary = [
    counted(errors, 'error'),
    counted(total(findings) - errors, 'warning'),
    ...(acknowledged.length === 0 ? [] : [`${acknowledged.length} acknowledged`]),
  ].join(', ');
  return [
    ...findings.map(block),
    ...(silent.length === 0 ? [] : [silent.join('\n')]),
    paint(
      errors > 0 ? 31 : 32,
      `${summary} in ${counted(objects.size, 'object')} of ${counted(files, 'file')}`,
    ),
  ].join('\n\n');
}

function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
