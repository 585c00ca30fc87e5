/** The first wrong value of a field and the last right one: of the first the rule speaks, of the second none does. */
export type Boundary = readonly [
  rule: string,
  field: string,
  wrong: unknown,
  right: unknown,
  context?: Readonly<{
    /** What else is changed, on both sides. */
    given?: Readonly<Record<string, unknown>>;
    /** Where the finding is; at the field by default. */
    path?: string;
    /** What is changed; an application by default. */
    base?: string;
    /** What is checked together with it. */
    beside?: readonly string[];
    /** Version of the chart; not known by default. */
    chartVersion?: string;
    /** The files of both sides, where the wrong one is no object. */
    files?: readonly [wrong: string, right: string];
  }>,
];

/** The field of a setting of Spark. */
export const conf = (key: string): string => `spec/sparkConf/${key}`;

/** A name of so many characters. */
export const long = (length: number): string => 'x'.repeat(length);

export const PROMETHEUS = {
  exposeDriverMetrics: true,
  exposeExecutorMetrics: true,
  prometheus: { jmxExporterJar: '/prometheus/jmx_prometheus_javaagent.jar' },
};
