/** The account and the Roles that the chart makes for a component of the release, or for the drivers of its jobs. */
export interface ChartAccess {
  /**
   * Whether the chart makes the account.
   * @default true
   */
  readonly createServiceAccount?: boolean;
  /**
   * Name of the account, one that exists if the chart makes none.
   * @default - `<full name>-controller`, `-webhook` or `-spark`
   */
  readonly serviceAccountName?: string;
  /**
   * Annotations of the account, such as the identity at a cloud.
   * @default - none
   */
  readonly serviceAccountAnnotations?: Readonly<Record<string, string>>;
  /**
   * Whether pods of the account get its token; without one they cannot speak to the API server.
   * @default true
   */
  readonly automountToken?: boolean;
  /**
   * Whether the chart makes Roles and bindings for the account.
   * @default true
   */
  readonly createRbac?: boolean;
  /**
   * Annotations of Roles and bindings.
   * @default - none
   */
  readonly rbacAnnotations?: Readonly<Record<string, string>>;
}
