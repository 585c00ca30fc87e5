import { sep } from 'node:path';
import { describe, isError } from '../../rules/engine';
import { printable } from '../../text/printable';
import type { Range } from '../reading/range';
import { Redaction } from './redaction';
import type { Refusal, Report } from './report';

/**
 * Workflow commands of GitHub, which shows them beside the lines of a pull request. Acknowledged findings are left out.
 */
export function githubReport(report: Report): string {
  const redaction = new Redaction(report);
  const refused = report.refusals.map(({ rule, file, line, column, message, fix }: Refusal) =>
    command('error', redaction.text(`${message}; ${fix}`), {
      file: file === undefined ? undefined : nameOf(file),
      line,
      col: column,
      title: rule,
    }),
  );
  const found = report.findings.map((finding) => {
    const { rule, subject, path, steps, message, fix, more, related = [] } = finding;
    const where = path === '' ? '' : `${path}: `;
    const rest = more === undefined ? '' : ` (and ${more} more)`;
    const lines = [
      `${describe(subject)}: ${where}${message}${rest}`,
      `why: ${rule.why}`,
      `fix: ${fix}`,
      ...related.map(
        (place) =>
          `see: ${place.subject.file}:${place.subject.line(place.steps)} (${describe(place.subject)}: ${place.message})`,
      ),
    ];
    return command(
      isError(finding) ? 'error' : 'warning',
      lines.map((line) => redaction.text(line)).join('\n'),
      {
        file: nameOf(subject.file),
        ...placed(subject.range(steps)),
        title: rule.id,
      },
    );
  });
  return [...refused, ...found].join('\n');
}

/** GitHub takes columns of one line only. */
function placed({ start, end }: Range) {
  const columns = start.line === end.line ? { col: start.column, endColumn: end.column } : {};
  return { line: start.line, endLine: end.line, ...columns };
}

type Properties = Readonly<Record<string, string | number | undefined>>;

function command(kind: 'error' | 'warning', message: string, properties: Properties): string {
  const given = Object.entries(properties).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${property(String(value))}`],
  );
  return `::${kind} ${given.join(',')}::${data(message.split('\n').map(printable).join('\n'))}`;
}

/** As GitHub decodes the message of a command. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** As GitHub decodes a property of a command. */
function property(text: string): string {
  return data(printable(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** The name of a file as GitHub knows it, below the repository. */
function nameOf(file: string): string {
  return file
    .split(sep)
    .join('/')
    .replace(/^(?:\.\/)+/, '');
}
