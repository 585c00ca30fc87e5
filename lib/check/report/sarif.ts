import { sep } from 'node:path';
import { describe, type Finding } from '../../rules/engine';
import type { FileSubject } from '../read';
import { asciiControls } from './json';
import { Redaction } from './redaction';
import type { Refusal, Report } from './report';

/** SARIF 2.1.0, for code scanning: acknowledged findings are suppressed, and what could not be checked is a result. */
export function sarifReport(report: Report, version: string): string {
  const redaction = new Redaction(report);
  const { refusals, findings, acknowledged } = report;
  const suppressed = acknowledged.flatMap((each) =>
    each.findings.map((finding) => ({ finding, reason: each.reason })),
  );
  const used = rulesOf([...findings, ...suppressed.map(({ finding }) => finding)], refusals);
  const index = new Map(used.map(({ id }, position) => [id, position]));
  const result = (finding: Finding<FileSubject>) => {
    const { rule, severity, subject, steps, path, message, fix, more, objects } = finding;
    const rest = more === undefined ? '' : ` (and ${more} more)`;
    return {
      ruleId: rule.id,
      ruleIndex: index.get(rule.id),
      level: severity,
      message: { text: redaction.text(`${path}: ${message}; ${fix}${rest}`) },
      locations: [
        {
          ...location(subject.file, subject.line(steps)),
          logicalLocations: [
            {
              name: redaction.text(path),
              fullyQualifiedName: redaction.text(`${describe(subject)} ${path}`),
            },
          ],
        },
      ],
      ...(objects === undefined ? {} : { properties: { objects } }),
    };
  };
  const run = {
    tool: { driver: { name: 'cdk8s-spark-operator', version, rules: used } },
    invocations: [
      {
        executionSuccessful: refusals.length === 0,
        toolExecutionNotifications: refusals.map(({ message }) => ({
          level: 'error',
          message: { text: redaction.text(message) },
        })),
      },
    ],
    results: [
      ...refusals.map(({ rule, file, line, message, fix }) => ({
        ruleId: rule,
        ruleIndex: index.get(rule),
        level: 'error',
        message: { text: redaction.text(`${message}; ${fix}`) },
        locations: file === undefined ? [] : [location(file, line)],
      })),
      ...findings.map(result),
      ...suppressed.map(({ finding, reason }) => ({
        ...result(finding),
        suppressions: [{ kind: 'inSource', status: 'accepted', justification: redaction.text(reason) }],
      })),
    ],
  };
  const $schema = 'https://json.schemastore.org/sarif-2.1.0.json';
  return asciiControls(JSON.stringify({ $schema, version: '2.1.0', runs: [run] }, undefined, 2));
}

/** What SARIF says of the rules that have spoken, and of why something could not be checked. */
function rulesOf(findings: readonly Finding<FileSubject>[], refusals: readonly Refusal[]) {
  const used = new Set(findings.map(({ rule }) => rule));
  return [
    ...[...used].map(({ id, severity, summary, why, fix, source }) => ({
      id,
      shortDescription: { text: summary },
      fullDescription: { text: why },
      help: { text: fix },
      ...(source === undefined ? {} : { helpUri: source }),
      defaultConfiguration: { level: severity },
    })),
    ...[...new Set(refusals.map(({ rule }) => rule))].map((id) => ({
      id,
      shortDescription: { text: id.replaceAll('-', ' ') },
    })),
  ];
}

function location(file: string, line: number | undefined) {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(file) },
      ...(line === undefined ? {} : { region: { startLine: line } }),
    },
  };
}

/** A file name as the path of a URI, relative where it is relative. */
function uriOf(file: string): string {
  return file
    .split(sep)
    .map((step) => encodeURIComponent(step.replace(/\p{Cs}/gu, '\ufffd')))
    .join('/');
}
