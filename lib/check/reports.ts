import { isRecord, nameOf, namespaceOf, show } from '../manifest/plain';
import { describe, isError, type Finding } from '../rules/engine';
import { HIDDEN } from '../text/redact';
import type { CheckResult } from './check';
import type { FileSubject } from './read';

type FileFinding = Finding<FileSubject>;

/** How many lines of a file are shown around a finding. */
const CONTEXT = 2;

/** How much is shown of a line: a JSON file can be one. */
const WIDTH = 200;

/** The findings as one JSON array. */
export function jsonReport({ findings }: CheckResult): string {
  const mask = masker(findings);
  return JSON.stringify(
    findings.map((finding) => ({
      rule: finding.rule.id,
      severity: finding.rule.severity,
      file: finding.subject.file,
      line: finding.subject.line(finding.steps),
      kind: finding.subject.kind,
      namespace: namespaceOf(finding.subject.manifest) ?? null,
      name: nameOf(finding.subject.manifest) ?? null,
      path: finding.path,
      value: mask.value(finding.value ?? null),
      message: mask.text(finding.message),
      fix: mask.text(finding.fix),
    })),
    undefined,
    2,
  );
}

/** The findings as SARIF 2.1.0, for code scanning. */
export function sarifReport({ findings }: CheckResult, version: string): string {
  const mask = masker(findings);
  const used = [...new Set(findings.map(({ rule }) => rule))];
  return JSON.stringify(
    {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'cdk8s-spark-operator',
              version,
              rules: used.map(({ id, severity, summary, why, fix, source }) => ({
                id,
                shortDescription: { text: summary },
                fullDescription: { text: why },
                help: { text: fix },
                ...(source === undefined ? {} : { helpUri: source }),
                defaultConfiguration: { level: severity },
              })),
            },
          },
          results: findings.map((finding) => ({
            ruleId: finding.rule.id,
            ruleIndex: used.indexOf(finding.rule),
            level: finding.rule.severity,
            message: { text: mask.text(`${finding.path}: ${finding.message}; ${finding.fix}`) },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: encodeURI(finding.subject.file.replaceAll('\\', '/')) },
                  region: { startLine: finding.subject.line(finding.steps) },
                },
                logicalLocations: [
                  { name: finding.path, fullyQualifiedName: `${describe(finding.subject)} ${finding.path}` },
                ],
              },
            ],
          })),
        },
      ],
    },
    undefined,
    2,
  );
}

/** The findings for people: each with its lines, the reason and the fix. */
export function textReport({ findings, objects, files }: CheckResult, isColored: boolean): string {
  const paint = (code: number, text: string) => (isColored ? `\u001b[${code}m${text}\u001b[0m` : text);
  const mask = masker(findings);
  const blocks = findings.map((finding) => {
    const { subject, rule, path, steps, value, message, fix } = finding;
    const line = subject.line(steps);
    const color = isError(finding) ? 31 : 33;
    const given = value === undefined ? '' : ` = ${show(mask.value(value))}`;
    return [
      `${subject.file}:${line}  ${paint(color, rule.severity)}  ${paint(1, rule.id)}  ${describe(subject)}`,
      `  ${path}${given}: ${mask.text(message)}`,
      ...mask.frame(subject, line).map(({ number, text }) => {
        const shown = `  ${number === line ? '>' : ' '} ${String(number).padStart(5)} | ${cut(text)}`;
        return number === line ? shown : paint(2, shown);
      }),
      `  why: ${rule.why}`,
      `  fix: ${mask.text(fix)}`,
    ].join('\n');
  });
  const errors = findings.filter(isError).length;
  const summary = `${count(errors, 'error')}, ${count(findings.length - errors, 'warning')} in ${count(objects, 'object')} of ${count(files, 'file')}`;
  return [...blocks, paint(errors > 0 ? 31 : 32, summary)].join('\n\n');
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function cut(line: string): string {
  return line.length > WIDTH ? `${line.slice(0, WIDTH)} …` : line;
}

/** A line of YAML up to its key. */
function withoutValue(line: string): string {
  const [key] = /^\s*(?:- )*(?:(?:[^\s:"']+|"[^"]*"|'[^']*'):)?/.exec(line)!;
  return `${key}${key.endsWith(' ') || key === '' ? '' : ' '}${HIDDEN}`;
}

/** Takes the credentials that were found out of everything that is shown. */
function masker(findings: readonly FileFinding[]) {
  const secrets = findings
    .flatMap(({ secrets: found }) => found ?? [])
    .flatMap((secret) => secret.split('\n'))
    .map((secret) => secret.trim())
    .filter(({ length }) => length > 3)
    .sort((a, b) => b.length - a.length);
  const hidden = new Map<string, Set<number>>();
  for (const { subject, steps, secrets: found } of findings) {
    if (found === undefined) continue;
    const lines = hidden.get(subject.file) ?? new Set<number>();
    hidden.set(subject.file, lines);
    const [first, last] = subject.lines(steps);
    for (let line = first; line <= last; line += 1) lines.add(line);
  }
  const text = (shown: string): string =>
    secrets
      .reduce((masked, secret) => masked.replaceAll(secret, HIDDEN), shown)
      .replace(/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, HIDDEN);
  const value = (shown: unknown): unknown => {
    if (typeof shown === 'string') return text(shown);
    if (Array.isArray(shown)) return shown.map(value);
    return isRecord(shown)
      ? Object.fromEntries(Object.entries(shown).map(([key, item]) => [key, value(item)]))
      : shown;
  };
  const frame = (subject: FileSubject, line: number): { readonly number: number; readonly text: string }[] =>
    subject.source(line - CONTEXT, line + CONTEXT).map(({ number, text: source }) => ({
      number,
      text: hidden.get(subject.file)?.has(number) === true ? withoutValue(source) : text(source),
    }));
  return { text, value, frame };
}
