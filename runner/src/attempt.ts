import { randomBytes } from 'node:crypto';
import { ISOLATIONS } from '../../lib/runs/isolation/all';
import type { IsolationKind } from '../../lib/runs/isolation/isolation';
import type { SparkApplication } from './spark-application';

/** Form of what tells the attempts of a run apart. */
export const ATTEMPT = /^[0-9a-z]{8}$/;

/** What tells this attempt of a run from all others: a late driver of another one cannot write into its branch. */
export function newAttempt(): string {
  return (BigInt(`0x${randomBytes(8).toString('hex')}`) % 36n ** 8n).toString(36).padStart(8, '0');
}

/** The branch that an application writes to, as it says itself; undefined when it says none that is of its run. */
export function writtenBranch(isolation: IsolationKind, application: SparkApplication): string | undefined {
  if (!ISOLATIONS[isolation].hasAttempts) return undefined;
  const branch = ISOLATIONS[isolation].places(application.spec)[0]?.branch;
  return branch?.startsWith(`${application.metadata.name}-`) === true ? branch : undefined;
}
