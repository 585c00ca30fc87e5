/** An account that pods run under. */
export interface ISparkServiceAccount {
  /** Name of the account. */
  readonly serviceAccountName: string;
  /**
   * Namespace of the account.
   * @default - that of the pods
   */
  readonly namespace?: string;
  /**
   * Spark settings without which the rights of the account are not enough; the application gets them by itself.
   * @default - none
   */
  readonly sparkConf?: Readonly<Record<string, string>>;
}
