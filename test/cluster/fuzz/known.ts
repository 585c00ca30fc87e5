/** A refusal of the API server of what the rules accept, and why the rules do. */
export interface Known {
  /** What the refusal says. */
  readonly message: RegExp;
  /** Why it is no matter of the rules. */
  readonly why: string;
}

/** Refusals that are not held against the rules; `npm run fuzz:cluster` names those that no case met. */
export const KNOWN: readonly Known[] = [
  {
    message: /windowsOptions|hostProcess/,
    why: 'There is no Spark on Kubernetes for Windows: nobody writes these by mistake.',
  },
];
