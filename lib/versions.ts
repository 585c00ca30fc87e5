/** Version of the Spark Operator and of its chart. */
export const CHART_VERSION = '2.5.2';
