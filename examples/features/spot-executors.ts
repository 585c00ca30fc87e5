import { SparkFeature, type SparkContribution } from 'cdk8s-spark-operator';

/** Executors on spot nodes, which hand on their blocks when the node is taken away; the driver stays off them. */
export class SpotExecutors extends SparkFeature {
  public readonly description = 'spot executors';

  public contribute(): SparkContribution {
    return {
      labels: { 'example.com/capacity': 'spot' },
      driver: { nodeSelector: { 'example.com/capacity': 'on-demand' } },
      executor: {
        nodeSelector: { 'example.com/capacity': 'spot' },
        tolerations: [{ key: 'example.com/spot', operator: 'Exists', effect: 'NoSchedule' }],
        labels: { 'example.com/role': 'spot-executor' },
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: 'topology.kubernetes.io/zone',
            whenUnsatisfiable: 'ScheduleAnyway',
            labelSelector: { matchLabels: { 'example.com/role': 'spot-executor' } },
          },
        ],
      },
      sparkConf: {
        'spark.decommission.enabled': 'true',
        'spark.storage.decommission.enabled': 'true',
        'spark.storage.decommission.rddBlocks.enabled': 'true',
        'spark.storage.decommission.shuffleBlocks.enabled': 'true',
      },
    };
  }
}
