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
  const copy = (part: unknown, isSecret: boolean): unknown => {
    if (Array.isArray(part)) {
      const kept = part.slice(0, Math.max(0, left));
      left -= kept.length;
      return kept.map((item, index) => copy(item, isSecretItem(part, index, isSecret)));
    }
    if (typeof part === 'object' && part !== null) {
      const kept = Object.entries(part).slice(0, Math.max(0, left));
      left -= kept.length;
      return Object.fromEntries(
        kept.map(([key, item]) => [
          clean(key.slice(0, LONGEST)),
          copy(item, isSecretEntry(part, key, isSecret)),
        ]),
      );
    }
    if (isSecret && isLiteral(part)) return HIDDEN;
    return typeof part === 'string' ? clean(part.slice(0, LONGEST)) : part;
  };
  return copy(value, false);
}

/** The texts that {@link redactValue} hides for the name under which they stand. */
export function secretTexts(value: unknown): SecretText[] {
  const found: SecretText[] = [];
  const visit = (part: unknown, path: (string | number)[], isSecret: boolean): void => {
    if (typeof part === 'object' && part !== null) {
      for (const [key, item] of Array.isArray(part) ? part.entries() : Object.entries(part)) {
        path.push(key);
        const isSecretPart =
          typeof key === 'number'
            ? isSecretItem(part as readonly unknown[], key, isSecret)
            : isSecretEntry(part, key, isSecret);
        visit(item, path, isSecretPart);
        path.pop();
      }
    } else if ((isSecret && isLiteral(part)) || isPrivateKey(part))
      found.push({ path: [...path], text: String(part) });
  };
  visit(value, [], false);
  return found;
}

/** Under the name of a secret everything is one but what refers to something. */
function isSecretEntry(owner: object, key: string, isSecret: boolean): boolean {
  if (isSecretName(key)) return true;
  if (isSecret) return !/^(?:key|items|optional|mode|from)$|(?:name|ref|path|type|mode|from)$/i.test(key);
  if (!/^value$/i.test(key)) return false;
  const named = owner as Readonly<Record<string, unknown>>;
  return [named.name, named.key, named.header].some((name) => typeof name === 'string' && isSecretName(name));
}

/** The value of an option is the item after it. */
function isSecretItem(items: readonly unknown[], index: number, isSecret: boolean): boolean {
  const option = items[index - 1];
  const item = items[index];
  return (
    isSecret ||
    (typeof option === 'string' &&
      /^--?[\w.-]+$/.test(option) &&
      isSecretName(option) &&
      typeof item === 'string' &&
      !item.startsWith('--'))
  );
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
