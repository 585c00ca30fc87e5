import { accepts, finds } from '../harness';

finds([
  [
    'event-log-dir-missing',
    { 'spec.sparkConf': { 'spark.eventLog.enabled': 'true' } },
    'spec.sparkConf["spark.eventLog.enabled"]',
  ],
  [
    'event-log-dir-missing',
    { 'spec.sparkConf': { 'spark.eventLog.enabled': 'true', 'spark.eventLog.dir': 'file:/events' } },
    'spec.sparkConf["spark.eventLog.dir"]',
  ],
]);

accepts([
  { 'spec.sparkConf': { 'spark.eventLog.enabled': 'true', 'spark.eventLog.dir': 'file:///tmp' } },
  {
    'spec.sparkConf': {
      'spark.eventLog.enabled': 'true',
      'spark.eventLog.dir': '/data/events',
      'spark.kubernetes.driver.volumes.hostPath.data.mount.path': '/data',
      'spark.kubernetes.driver.volumes.hostPath.data.options.path': '/data',
    },
  },
  { 'spec.sparkConf': { 'spark.eventLog.enabled': 'true', 'spark.eventLog.dir': 'hdfs://name/events' } },
  { 'spec.sparkConf': { 'spark.eventLog.enabled': 'false' } },
]);
