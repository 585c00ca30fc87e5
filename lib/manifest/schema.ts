import { isIP } from 'node:net';
import {
  DATA_KEY,
  DNS_LABEL,
  LABEL_KEY,
  LABEL_VALUE,
  OBJECT_NAME,
  PORT_NAME,
  SEARCH_DOMAIN,
} from '../kubernetes-names';
import { goSeconds } from './go-duration';
import { nearest, slipOf } from './nearest';
import { lazily, onceFor } from './once';
import { isRecord, isSet, type Path } from './plain';
import { SchemaNode, type Schema } from './schema-node';
import { show, type TextForm } from '../problems';

/** What a value has against its schema. */
export interface Issue {
  /** Kind of the problem, and the id of the rule that reports it. */
  readonly kind:
    | 'unknown-field'
    | 'wrong-type'
    | 'illegal-enum-value'
    | 'value-out-of-range'
    | 'missing-field'
    | 'wrong-format'
    | 'fields-contradict';
  /** Where. */
  readonly path: Path;
  /** What is wrong. */
  readonly message: string;
  /** What to write instead, where that is known. */
  readonly fix?: string;
  /** The field that a misspelt one was meant to be. */
  readonly meant?: Path;
  /** The right key or the right value, where nothing else can be meant. */
  readonly correction?: { readonly key?: string; readonly value?: string | number | boolean };
}

type Step = Path[number];
type Report = (issue: Issue) => void;

/**
 * Compares a value with a schema. A compiled validator (ajv) takes a second to build for the CRD of the operator;
 * walking the schema takes microseconds.
 */
export class SchemaWalker {
  private readonly schemas: ReadonlyMap<string, () => Schema>;
  private readonly nodes = new Map<Schema, SchemaNode>();
  private readonly starts = new Map<string, SchemaNode>();

  /** @param schemas the schemas by the names of their files, each read when it is needed */
  public constructor(schemas: Readonly<Record<string, () => Schema>>) {
    this.schemas = new Map(Object.entries(schemas).map(([file, schema]) => [file, lazily(schema)]));
  }

  /** Everything that a value has against the schema at a reference such as `sparkapplication.json#/properties/spec`. */
  public issues(value: unknown, reference: string, path: Path = []): Issue[] {
    let start = this.starts.get(reference);
    if (start === undefined) this.starts.set(reference, (start = this.referred(reference)));
    const found: Issue[] = [];
    walk(value, start, [...path], (issue) => found.push(issue));
    return found;
  }

  /** Where a reference leads; one without a file stays in that of `root`. */
  private referred(reference: string, root?: Schema): SchemaNode {
    const [file, pointer = ''] = reference.split('#') as [string, string?];
    const other = file === '' ? root! : this.schemas.get(file)!();
    return this.node(at(other, pointer), other);
  }

  private node(schema: Schema, root: Schema): SchemaNode {
    let node = this.nodes.get(schema);
    if (node === undefined) {
      node =
        schema.$ref === undefined
          ? new SchemaNode(schema, root, (inner, file) => this.node(inner, file))
          : this.referred(schema.$ref, root);
      this.nodes.set(schema, node);
    }
    return node;
  }
}

/** `path` is one list for the whole walk: a copy is made only for an issue. */
function walk(value: unknown, node: SchemaNode, path: Step[], report: Report): void {
  const { type, anyOf } = node;
  if (anyOf?.some((option) => fits(value, option)) === false) {
    const types = anyOf.map((option) => name(option.type)).join(' or ');
    report({ kind: 'wrong-type', path: [...path], message: `${show(value)} is not ${types}` });
  }
  if (type !== undefined && !hasType(value, type)) {
    report({
      kind: 'wrong-type',
      path: [...path],
      message: typeMessage(value, type),
      ...typeFix(value, type),
    });
    return;
  }
  if (node.enum?.includes(value) === false) {
    const allowed = node.enum.map(String);
    const near = typeof value === 'string' ? nearest(value, allowed) : undefined;
    report({
      kind: 'illegal-enum-value',
      path: [...path],
      message: `${show(value)} is none of ${allowed.join(', ')}`,
      ...(near === undefined ? {} : { fix: `write ${near}` }),
      ...valueSlip(value, allowed),
    });
  }
  if (typeof value === 'number') range(value, node.schema, path, report);
  else if (typeof value === 'string' && node.hasForm) textual(value, node.schema, path, report);
  else if (Array.isArray(value)) items(value, node, path, report);
  else if (isRecord(value)) object(value, node, path, report);
}

function fits(value: unknown, node: SchemaNode): boolean {
  let isFit = true;
  walk(value, node, [], () => (isFit = false));
  return isFit;
}

function items(value: readonly unknown[], node: SchemaNode, path: Step[], report: Report): void {
  const { minItems = 0, maxItems = Infinity } = node.schema;
  if (value.length > maxItems) {
    const message = `${value.length} items, at most ${maxItems} are possible`;
    report({ kind: 'wrong-format', path: [...path], message });
  }
  if (value.length < minItems) {
    const message = `${value.length} items, at least ${minItems} must be there`;
    report({ kind: 'wrong-format', path: [...path], message });
  }
  const inner = node.item();
  if (inner === undefined) return;
  for (let index = 0; index < value.length; index += 1) {
    path.push(index);
    walk(value[index], inner, path, report);
    path.pop();
  }
}

function object(
  value: Readonly<Record<string, unknown>>,
  node: SchemaNode,
  path: Step[],
  report: Report,
): void {
  if (node.also !== undefined) {
    for (const { path: inside = [], message } of node.also(value)) {
      report({ kind: 'fields-contradict', path: [...path, ...inside], message });
    }
  }
  for (const key of node.required) {
    if (!isSet(value[key])) {
      report({
        kind: 'missing-field',
        path: [...path, key],
        message: `${key} is required`,
        fix: `set ${key}`,
      });
    }
  }
  for (const key of Object.keys(value)) {
    const known = node.field(key);
    if (known === false) {
      const near = nearest(key, node.names);
      report({
        kind: 'unknown-field',
        path: [...path, key],
        message: `there is no field ${key}`,
        ...(near === undefined ? {} : { fix: `did you mean ${near}?`, meant: [...path, near] }),
        ...keySlip(key, node.names),
      });
    } else if (known !== true) {
      // Kubernetes drops a null as if the key were not there; the operator makes an empty object of one in a map.
      const isEntry = value[key] === null && known.type === 'object' && !node.names.includes(key);
      const inside = isEntry ? {} : value[key];
      if (!isSet(inside)) continue;
      path.push(key);
      walk(inside, known, path, report);
      path.pop();
    }
  }
}

function at(root: Schema, pointer: string): Schema {
  let schema = root as unknown;
  for (const step of pointer.split('/').slice(1)) schema = (schema as Record<string, unknown>)[step];
  return schema as Schema;
}

function hasType(value: unknown, type: string): boolean {
  switch (type) {
    case 'object':
      return isRecord(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function name(type: string | undefined): string {
  const names: Readonly<Record<string, string>> = {
    object: 'a map',
    array: 'a list',
    integer: 'a whole number',
    string: 'a text',
  };
  return names[type ?? ''] ?? `a ${type ?? 'value'}`;
}

function typeMessage(value: unknown, type: string): string {
  return `${show(value)} is not ${name(type)}`;
}

/** A text that is a slip of one of the possible ones, and of no other. */
export function valueSlip(value: unknown, allowed: readonly string[]): Pick<Issue, 'correction'> {
  const right = typeof value === 'string' ? slipOf(value, allowed) : undefined;
  return right === undefined ? {} : { correction: { value: right } };
}

function keySlip(key: string, names: readonly string[]): Pick<Issue, 'correction'> {
  const right = slipOf(key, names);
  return right === undefined ? {} : { correction: { key: right } };
}

function typeFix(value: unknown, type: string): Pick<Issue, 'fix' | 'correction'> {
  if (type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) {
    return { fix: `quote it: "${value}"`, correction: { value: String(value) } };
  }
  if ((type === 'integer' || type === 'number') && typeof value === 'string' && /^\d+$/.test(value)) {
    const isPlain = /^(?:0|[1-9]\d{0,14})$/.test(value);
    return {
      fix: `write it without quotes: ${value}`,
      ...(isPlain ? { correction: { value: Number(value) } } : {}),
    };
  }
  if (type === 'boolean' && (value === 'true' || value === 'false')) {
    return { fix: `write it without quotes: ${value}`, correction: { value: value === 'true' } };
  }
  return { fix: `give ${name(type)}` };
}

function range(value: number, { type, format, minimum, maximum }: Schema, path: Path, report: Report): void {
  let message: string;
  if (minimum !== undefined && value < minimum) message = `${value} is below ${minimum}`;
  else if (maximum !== undefined && value > maximum) message = `${value} is above ${maximum}`;
  else if (type === 'integer' && !isInBits(value, format === 'int32' ? 32 : 64))
    message = `${value} is not a number of ${format === 'int32' ? 32 : 64} bits, which Kubernetes keeps here`;
  else return;
  report({ kind: 'value-out-of-range', path: [...path], message });
}

function isInBits(value: number, bits: 32 | 64): boolean {
  return value >= -(2 ** (bits - 1)) && value < 2 ** (bits - 1);
}

function textual(value: string, schema: Schema, path: Path, report: Report): void {
  const { minLength, maxLength, pattern, format } = schema;
  let problem: string;
  if (minLength !== undefined && value.length < minLength)
    problem = `is shorter than ${minLength} characters`;
  else if (maxLength !== undefined && value.length > maxLength)
    problem = `is longer than ${maxLength} characters`;
  else if (pattern !== undefined && !compiled(pattern).test(value))
    problem = pattern.includes(QUANTITY_SUFFIX)
      ? 'is no quantity such as 500m or 2Gi'
      : `does not match ${pattern}`;
  else if (format === 'duration' && value !== '' && goSeconds(value) === undefined)
    problem = 'is no duration such as 15s';
  else if (format === 'ip' && !isAddress(value)) problem = 'is no IP address such as 10.9.8.7';
  else if (format !== undefined && FORMS[format]?.accepts(value) === false) problem = FORMS[format].problem;
  else return;
  report({ kind: 'wrong-format', path: [...path], message: `${show(value)} ${problem}` });
}

interface Form {
  readonly accepts: (value: string) => boolean;
  readonly problem: string;
}

const form = (of: TextForm, problem: string): Form => ({ accepts: (value) => of.accepts(value), problem });

/** Forms of texts that Kubernetes has names for. */
const FORMS: Readonly<Record<string, Form>> = {
  subdomain: form(OBJECT_NAME, 'is no name in lower case'),
  search: form(SEARCH_DOMAIN, 'is no domain to look for names in'),
  label: form(DNS_LABEL, 'is no DNS label'),
  'port-name': form(PORT_NAME, 'is no name of a port'),
  'data-key': form(DATA_KEY, 'is no key of a Secret or ConfigMap'),
  'label-key': form(LABEL_KEY, 'is no key of a label'),
  'label-value': form(LABEL_VALUE, 'is no value of a label'),
  'no-backsteps': { accepts: (path) => !path.split('/').includes('..'), problem: 'leaves its folder' },
  'relative-path': {
    accepts: (path) => !path.startsWith('/') && !path.startsWith('..') && !path.split('/').includes('..'),
    problem: 'is not a path inside of the volume',
  },
};

const compiled = onceFor((pattern) => new RegExp(pattern));

/** As Kubernetes reads addresses: zeros at the start of a number are allowed. */
function isAddress(value: string): boolean {
  return (
    isIP(value) !== 0 ||
    (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(value) && isIP(value.replace(/\b0+(?=\d)/g, '')) === 4)
  );
}

/** What tells the pattern of quantities in a schema. */
const QUANTITY_SUFFIX = '([KMGTPE]i)|[numkMGTPE]';
