/** What became of a question: fine, in the way of a run, worth knowing, or not to be known with these rights. */
export const VERDICTS = ['ok', 'wrong', 'warning', 'unknown'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** One thing that a run needs, and how it is. */
export interface Check {
  /** Names the kind of thing. */
  readonly id: string;
  readonly verdict: Verdict;
  /** What it is, with its value. */
  readonly what: string;
  /** How to mend it, or how to get to know it. */
  readonly fix?: string;
}

export const ok = (id: string, what: string): Check => ({ id, verdict: 'ok', what });
export const wrong = (id: string, what: string, fix: string): Check => ({ id, verdict: 'wrong', what, fix });
export const warning = (id: string, what: string, fix: string): Check => ({
  id,
  verdict: 'warning',
  what,
  fix,
});
export const unknown = (id: string, what: string, fix: string): Check => ({
  id,
  verdict: 'unknown',
  what,
  fix,
});

/** Said where the account may not look. */
export function mayNot(id: string, what: string, right: string): Check {
  return unknown(id, what, `the account may not ${right}; look yourself, or let it`);
}
