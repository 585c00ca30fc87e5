import type { Contract } from '../../../lib/runs/contract';
import { ISOLATION_KEYWORD } from '../../../lib/runs/isolation/isolation';
import { EARLIEST_KEYWORD, LATEST_KEYWORD, TARGETS_KEYWORD } from '../../../lib/runs/parameters';
import type { Property } from '../../../lib/runs/property';
import { targetOf } from '../../../lib/runs/targets/all';
import type { Template } from '../../../lib/runs/template';

/** A released template as a page of Markdown: what its runs are, and what they may be given. */
export function pageOf({ application, contract, digest }: Template): string {
  const { name, namespace } = application.metadata;
  const targets = contract[TARGETS_KEYWORD] ?? [];
  const { image, mainApplicationFile, sparkVersion, timeToLiveSeconds } = application.spec;
  const facts: readonly (readonly [string, unknown])[] = [
    ['release', `${name}-${digest}`],
    ['namespace', namespace],
    ['isolation', contract[ISOLATION_KEYWORD] ?? 'lakefs'],
    ['promoted to', targets.join(', ') || undefined],
    ['image', image],
    ['main file', mainApplicationFile],
    ['Spark', sparkVersion],
    ['kept after its end', timeToLiveSeconds === undefined ? undefined : `${Number(timeToLiveSeconds)} s`],
  ];
  return [
    `# ${cell(name)}`,
    '',
    ...table(
      ['', ''],
      facts.flatMap(([what, value]) => (value === undefined ? [] : [[what, code(value)]])),
    ),
    '',
    '## Parameters',
    '',
    ...parametersOf(application.spec, contract),
    '',
  ].join('\n');
}

function parametersOf(spec: Template['application']['spec'], contract: Contract): string[] {
  const names = Object.keys(contract.properties).sort();
  if (names.length === 0) return ['None: every run is as it is released.'];
  const rows = names.map((name) => {
    const property = contract.properties[name]!;
    const target = targetOf(name, property)!;
    const released = target.read(spec);
    const description = target.kind === 'sets' ? undefined : property.description;
    return [
      code(name) + (contract.required?.includes(name) === true ? ' (required)' : ''),
      limitsOf(property),
      released === undefined ? '' : code(released),
      `${target.kind} ${code(target.name)}${description === undefined ? '' : `: ${cell(description)}`}`,
    ];
  });
  return table(['parameter', 'allowed', 'released with', 'what it does'], rows);
}

/** What a value may be, in words. */
export function limitsOf(property: Property): string {
  const { type, enum: values, const: only, minimum, maximum, minLength, maxLength, pattern } = property;
  if (values !== undefined) return values.map(code).join(', ');
  if (only !== undefined) return code(only);
  const isDate = property.format === 'date';
  const { [EARLIEST_KEYWORD]: earliest, [LATEST_KEYWORD]: latest } = property;
  return [
    isDate ? 'a date' : { integer: 'a whole number', number: 'a number', string: 'a text' }[type],
    ...(minimum === undefined ? [] : [`from ${minimum}`]),
    ...(maximum === undefined ? [] : [`up to ${maximum}`]),
    ...(earliest === undefined ? [] : [`from ${earliest}`]),
    ...(latest === undefined ? [] : [`up to ${latest}`]),
    ...(pattern === undefined ? [] : [`like ${code(pattern)}`]),
    ...(minLength === undefined ? [] : [`of at least ${minLength} characters`]),
    ...(maxLength === undefined || isDate ? [] : [`of at most ${maxLength} characters`]),
  ].join(' ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

/** A value of a release in a cell of a table, whatever is in it. */
function code(value: unknown): string {
  return `\`${cell(String(value)).replaceAll('`', "'")}\``;
}

function cell(text: string): string {
  return text.slice(0, 500).replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
}
