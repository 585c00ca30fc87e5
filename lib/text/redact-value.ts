import { HIDDEN, redact } from './redact';
import { isReference, isSecretName } from './secret-names';

/** Where a value stands. */
type Path = readonly (string | number)[];

/** A text in a value that nobody may see. */
export interface SecretText {
  /** Where it stands. */
  readonly path: Path;
  /** The text. */
  readonly text: string;
}

/** Longer texts are shown by their beginning. */
const LONGEST = 10_000;

/**
 * A plain value without its credentials: what stands under the name of a secret, in an item `{name, value}` of such a
 * name, behind such an option in a list, and what shows by its form. Of a large value it is the beginning.
 *
 * @param value as parsed from YAML or JSON
 * @param clean what hides credentials in a text
 * @param most how many entries of maps and lists are kept
 */
export function redactValue(
  value: unknown,
  clean: (text: string) => string = redact,
  most = Number.POSITIVE_INFINITY,
): unknown {
  let left = most;
  const copy = (part: unknown, secrecy: Secrecy): unknown => {
    if (Array.isArray(part)) {
      const kept = part.slice(0, Math.max(0, left));
      left -= kept.length;
      return kept.map((item, index) => copy(item, ofItem(part, index, secrecy)));
    }
    if (typeof part === 'object' && part !== null) {
      const kept = Object.entries(part).slice(0, Math.max(0, left));
      left -= kept.length;
      return Object.fromEntries(
        kept.map(([key, item]) => [clean(key.slice(0, LONGEST)), copy(item, ofEntry(part, key, secrecy))]),
      );
    }
    if (isHidden(part, secrecy)) return HIDDEN;
    return typeof part === 'string' ? clean(part.slice(0, LONGEST)) : part;
  };
  return copy(value, 'none');
}

/** The texts that {@link redactValue} hides for the name under which they stand. */
export function secretTexts(value: unknown): SecretText[] {
  const found: SecretText[] = [];
  const visit = (part: unknown, path: (string | number)[], secrecy: Secrecy): void => {
    if (typeof part === 'object' && part !== null) {
      for (const [key, item] of Array.isArray(part) ? part.entries() : Object.entries(part)) {
        path.push(key);
        const below =
          typeof key === 'number'
            ? ofItem(part as readonly unknown[], key, secrecy)
            : ofEntry(part, key, secrecy);
        visit(item, path, below);
        path.pop();
      }
    } else if (isHidden(part, secrecy)) found.push({ path: [...path], text: String(part) });
  };
  visit(value, [], 'none');
  return found;
}

/** What is secret below a name: nothing, what refers to nothing, or everything, as in a Secret. */
type Secrecy = 'none' | 'literals' | 'all';

function ofEntry(owner: object, key: string, above: Secrecy): Secrecy {
  const named = owner as Readonly<Record<string, unknown>>;
  if (above === 'all' || key === 'stringData' || (key === 'data' && named.kind === 'Secret')) return 'all';
  if (isSecretName(key)) return 'literals';
  if (above === 'literals') {
    return /^(?:key|items|optional|mode|from)$|(?:name|ref|path|type|mode|from)$/i.test(key)
      ? 'none'
      : 'literals';
  }
  const isNamed = [named.name, named.key, named.header].some(
    (name) => typeof name === 'string' && isSecretName(name),
  );
  return isNamed && /^value$/i.test(key) ? 'literals' : 'none';
}

/** The value of an option is the item after it. */
function ofItem(items: readonly unknown[], index: number, above: Secrecy): Secrecy {
  const option = items[index - 1];
  const item = items[index];
  const isValue =
    typeof option === 'string' &&
    /^--?[\w.-]+$/.test(option) &&
    isSecretName(option) &&
    typeof item === 'string' &&
    !item.startsWith('--');
  return isValue && above === 'none' ? 'literals' : above;
}

/** True for a value that is hidden. */
function isHidden(value: unknown, secrecy: Secrecy): boolean {
  if (isPrivateKey(value)) return true;
  return secrecy === 'all' ? value !== null && value !== '' : secrecy === 'literals' && isLiteral(value);
}

function isPrivateKey(value: unknown): boolean {
  return typeof value === 'string' && value.includes('-----BEGIN ');
}

function isLiteral(value: unknown): boolean {
  return (
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    (typeof value === 'string' && !isReference(value))
  );
}
