/** A run that cannot be as it is asked for; the sentence says what to change. */
export class RefusedRun extends Error {
  /** How a command ends that is told so. */
  public readonly outcome = 'refused';
}
