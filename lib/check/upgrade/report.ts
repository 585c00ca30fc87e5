import { nameOf, namespaceOf, valueAt } from '../../manifest/plain';
import { show } from '../../problems';
import { describe, type Finding } from '../../rules/engine';
import { printable } from '../../text/printable';
import type { FileSubject } from '../read';
import { asciiControls } from '../report/json';
import { Redaction } from '../report/redaction';
import type { PlacedChange, Upgrade } from './upgrade';

/** Forms of the report. */
export type UpgradeFormat = 'text' | 'json';

/** The report of an upgrade. */
export function upgradeReport(
  upgrade: Upgrade,
  subjects: readonly FileSubject[],
  format: UpgradeFormat,
): string {
  const redaction = new Redaction({
    findings: upgrade.objects,
    subjects,
    acknowledged: [],
    unreadable: [],
    files: 0,
    others: [],
  });
  return format === 'json' ? asJson(upgrade, redaction) : asText(upgrade, redaction);
}

const TITLES = {
  dead: 'Values that die',
  changed: 'Values that change',
  default: 'Defaults that change',
} as const;

function asText(upgrade: Upgrade, redaction: Redaction): string {
  const shown = (text: string): string => printable(redaction.text(text));
  const section = (title: string, entries: readonly string[]): string[] =>
    entries.length === 0 ? [] : [[`${title} (${entries.length})`, ...entries].join('\n')];
  const change = (placed: PlacedChange): string => {
    const { subject, path, message, fix, steps } = placed;
    const value = valueOf(placed, redaction);
    const place = `${printable(subject.file)}:${subject.line(steps)}`;
    const key = shown(path.join('.'));
    return placed.change === 'default'
      ? `  ${key}: ${shown(message)}`
      : [
          `  ${place}  ${key}${value === null ? '' : ` = ${printable(show(value))}`}`,
          `    ${shown(message)}`,
          `    fix: ${shown(fix)}`,
        ].join('\n');
  };
  const object = (finding: Finding<FileSubject>): string => {
    const { rule, severity, subject, steps, path, message, fix } = finding;
    return [
      `  ${printable(subject.file)}:${subject.line(steps)}  ${severity}  ${rule.id}  ${shown(describe(subject))}`,
      `    ${path === '' ? '' : `${shown(path)}: `}${shown(message)}`,
      `    why: ${rule.why}`,
      `    fix: ${shown(fix)}`,
    ].join('\n');
  };
  const { from, to } = upgrade;
  return [
    `Chart of the Spark Operator from ${from} to ${to}`,
    ...upgrade.notes.map((note) => `note: ${shown(note)}`),
    ...(['dead', 'changed', 'default'] as const).flatMap((kind) =>
      section(TITLES[kind], upgrade.values.filter((placed) => placed.change === kind).map(change)),
    ),
    ...section('Refused, or run otherwise', upgrade.objects.map(object)),
    ...section(
      'CRDs',
      upgrade.crds.map((crd) => `  ${crd.name}: ${crdChange(crd)}`),
    ),
    ...section(
      'Order',
      upgrade.steps.map((step, index) => `  ${index + 1}. ${shown(step)}`),
    ),
  ].join('\n\n');
}

function asJson(upgrade: Upgrade, redaction: Redaction): string {
  const place = (subject: FileSubject) => ({
    file: subject.file,
    kind: redaction.text(subject.kind),
    namespace: textOrNull(namespaceOf(subject.manifest), redaction),
    name: textOrNull(nameOf(subject.manifest), redaction),
  });
  const report = {
    from: upgrade.from,
    to: upgrade.to,
    notes: upgrade.notes.map((note) => redaction.text(note)),
    values: upgrade.values.map((placed) => ({
      change: placed.change,
      ...place(placed.subject),
      line: placed.subject.line(placed.steps),
      path: redaction.text(placed.path.join('.')),
      value: valueOf(placed, redaction),
      message: redaction.text(placed.message),
      fix: redaction.text(placed.fix),
    })),
    objects: upgrade.objects.map((finding) => ({
      rule: finding.rule.id,
      severity: finding.severity,
      ...place(finding.subject),
      line: finding.subject.line(finding.steps),
      path: redaction.text(finding.path),
      value: redaction.value(finding),
      message: redaction.text(finding.message),
      why: finding.rule.why,
      fix: redaction.text(finding.fix),
    })),
    crds: upgrade.crds.map((crd) => ({ name: crd.name, change: crdChange(crd) })),
    steps: upgrade.steps.map((step) => redaction.text(step)),
  };
  return asciiControls(JSON.stringify(report, undefined, 2));
}

function crdChange({ isNew, isGone }: Upgrade['crds'][number]): 'new' | 'gone' | 'changed' {
  if (isNew) return 'new';
  return isGone ? 'gone' : 'changed';
}

/** Of values that are a text in their object, only the one value. */
function valueOf({ path, value, subject, steps }: PlacedChange, redaction: Redaction): unknown {
  const isThere = valueAt(subject.manifest, steps) === value;
  return redaction.value({ value, subject, steps: isThere ? steps : path });
}

function textOrNull(text: string | undefined, redaction: Redaction): string | null {
  return text === undefined ? null : redaction.text(text);
}
