/** An account that pods of an application run under. */
export interface ISparkServiceAccount {
  /** Name of the account, in the namespace of the application. */
  readonly serviceAccountName: string;
}
