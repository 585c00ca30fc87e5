import { sep } from 'node:path';
import { describe, type Finding } from '../../rules/engine';
import { formatPath } from '../../manifest/plain';
import type { FileSubject } from '../read';
import type { Range } from '../reading/range';
import { Fingerprints } from './fingerprint';
import { asciiControls } from './json';
import { pageOf } from './page';
import { Redaction } from './redaction';
import type { Refusal, Report } from './report';

/** SARIF 2.1.0, for code scanning: acknowledged findings are suppressed, and what could not be checked is a result. */
export function sarifReport(report: Report, version: string): string {
  const redaction = new Redaction(report);
  const fingerprints = new Fingerprints((text) => redaction.text(text));
  const { refusals, findings, acknowledged } = report;
  const suppressed = acknowledged.flatMap((each) =>
    each.findings.map((finding) => ({ finding, reason: each.reason, by: each.by })),
  );
  const used = rulesOf([...findings, ...suppressed.map(({ finding }) => finding)], refusals);
  const index = new Map(used.map(({ id }, position) => [id, position]));
  const result = (finding: Finding<FileSubject>) => {
    const { rule, severity, subject, steps, path, message, fix, more, objects, related = [] } = finding;
    const rest = more === undefined ? '' : ` (and ${more} more)`;
    return {
      ruleId: rule.id,
      ruleIndex: index.get(rule.id),
      level: severity,
      message: { text: redaction.text(`${path}: ${message}; ${fix}${rest}`) },
      locations: [
        {
          ...location(subject.file, regionOf(subject.range(steps))),
          logicalLocations: [
            {
              name: redaction.text(path),
              fullyQualifiedName: redaction.text(`${describe(subject)} ${path}`),
            },
          ],
        },
      ],
      partialFingerprints: { 'sparkRuleObjectField/v1': fingerprints.of(finding) },
      ...(related.length === 0
        ? {}
        : {
            relatedLocations: related.map((place, id) => ({
              id,
              ...location(place.subject.file, regionOf(place.subject.range(place.steps))),
              message: {
                text: redaction.text(
                  `${describe(place.subject)} ${formatPath(place.steps)}: ${place.message}`,
                ),
              },
            })),
          }),
      ...(objects === undefined ? {} : { properties: { objects } }),
    };
  };
  const run = {
    tool: { driver: { name: 'cdk8s-spark-operator', version, rules: used } },
    columnKind: 'utf16CodeUnits',
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
      ...refusals.map(({ rule, file, line, column, message, fix }) => ({
        ruleId: rule,
        ruleIndex: index.get(rule),
        level: 'error',
        message: { text: redaction.text(`${message}; ${fix}`) },
        locations: file === undefined ? [] : [location(file, pointOf(line, column))],
      })),
      ...findings.map(result),
      ...suppressed.map(({ finding, reason, by }) => ({
        ...result(finding),
        suppressions: [
          {
            kind: by === 'object' ? 'inSource' : 'external',
            status: 'accepted',
            justification: redaction.text(reason),
          },
        ],
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
    ...[...used].map((rule) => {
      const { id, severity, summary, why, fix, source } = rule;
      const page = pageOf(rule);
      return {
        id,
        shortDescription: { text: summary },
        fullDescription: { text: why },
        help: { text: source === undefined ? fix : `${fix}. Source: ${source}` },
        ...(page === undefined ? {} : { helpUri: page }),
        defaultConfiguration: { level: severity },
      };
    }),
    ...[...new Set(refusals.map(({ rule }) => rule))].map((id) => ({
      id,
      shortDescription: { text: id.replaceAll('-', ' ') },
    })),
  ];
}

/** A part of a file, as SARIF has it. */
interface Region {
  readonly startLine: number;
  readonly startColumn?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

function location(file: string, region: Region | undefined) {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(file) },
      ...(region === undefined ? {} : { region }),
    },
  };
}

function regionOf({ start, end }: Range): Region {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

function pointOf(line: number | undefined, column: number | undefined): Region | undefined {
  if (line === undefined) return undefined;
  return { startLine: line, ...(column === undefined ? {} : { startColumn: column }) };
}

/** A file name as the path of a URI, relative where it is relative. */
function uriOf(file: string): string {
  return file
    .split(sep)
    .map((step) => encodeURIComponent(step.replace(/\p{Cs}/gu, '\ufffd')))
    .join('/');
}
