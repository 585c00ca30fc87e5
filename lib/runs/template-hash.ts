import { createHash } from 'node:crypto';

/** Digits of the hash in the name of a released template: 128 bits, which nobody meets by trial. */
const LENGTH = 32;

/** Hash of what a released template holds: the keys and texts of its ConfigMap, in any order. */
export function templateHash(data: Readonly<Record<string, string>>): string {
  const entries = Object.entries(data).sort(([left], [right]) => (left < right ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(entries)).digest('hex').slice(0, LENGTH);
}
