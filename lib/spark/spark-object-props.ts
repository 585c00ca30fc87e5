/** How an object is called and where it is. */
export interface SparkObjectProps {
  /**
   * Name of the object: lower-case letters, digits and dashes, a letter first, 63 characters or less.
   * @default - made from the path of the construct
   */
  readonly name?: string;
  /**
   * Namespace of the object.
   * @default - that of the chart
   */
  readonly namespace?: string;
  /**
   * Labels of the object. The operator copies those of an application to its pods.
   * @default - those of the chart
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Annotations of the object.
   * @default - none
   */
  readonly annotations?: Readonly<Record<string, string>>;
}
