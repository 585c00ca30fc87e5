import { SparkFeature, type SparkContribution } from 'cdk8s-spark-operator';

const FOLDER = '/opt/otel';

/** The Java agent of OpenTelemetry in driver and executors: an init container brings it, every JVM loads it. */
export class OtelAgent extends SparkFeature {
  public readonly description = 'OpenTelemetry agent';

  /**
   * @param image an image that has the agent as `/javaagent.jar`
   * @param endpoint where the collector listens, for example `http://otel-collector:4317`
   */
  public constructor(
    private readonly image: string,
    private readonly endpoint: string,
  ) {
    super();
  }

  public contribute(): SparkContribution {
    const mount = { name: 'otel-agent', mountPath: FOLDER };
    return {
      volumes: [{ name: 'otel-agent', emptyDir: {} }],
      env: [
        { name: 'JAVA_TOOL_OPTIONS', value: `-javaagent:${FOLDER}/javaagent.jar` },
        { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: this.endpoint },
        {
          name: 'OTEL_SERVICE_NAME',
          valueFrom: { fieldRef: { fieldPath: "metadata.labels['spark-app-name']" } },
        },
      ],
      pods: {
        annotations: { 'example.com/traced': 'true' },
        podSecurityContext: { fsGroup: 185 },
        initContainers: [
          {
            name: 'otel-agent',
            image: this.image,
            command: ['cp', '/javaagent.jar', `${FOLDER}/javaagent.jar`],
            volumeMounts: [mount],
            securityContext: {
              allowPrivilegeEscalation: false,
              capabilities: { drop: ['ALL'] },
              runAsNonRoot: true,
              runAsUser: 185,
              seccompProfile: { type: 'RuntimeDefault' },
            },
          },
        ],
        volumeMounts: [{ ...mount, readOnly: true }],
      },
    };
  }
}
