/** An account that pods of an application run under. */
export interface ISparkServiceAccount {
  /** Name of the account, in the namespace of the application. */
  readonly serviceAccountName: string;
  /**
   * Spark settings without which the rights of the account are not enough; the application gets them by itself.
   * @default - none
   */
  readonly sparkConf?: Readonly<Record<string, string>>;
}
