import { randomBytes } from 'node:crypto';

/** Form of what tells the attempts of a run apart. */
export const ATTEMPT = /^[0-9a-z]{8}$/;

/** What tells this attempt of a run from all others: a late driver of another one cannot write into its branch. */
export function newAttempt(): string {
  return (BigInt(`0x${randomBytes(8).toString('hex')}`) % 36n ** 8n).toString(36).padStart(8, '0');
}
