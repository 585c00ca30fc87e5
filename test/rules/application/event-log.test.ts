import { accepts, finds, says } from '../harness';

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

const log = (directory: string | undefined, more: object = {}) => ({
  'spec.sparkConf': {
    'spark.eventLog.enabled': 'true',
    ...(directory === undefined ? {} : { 'spark.eventLog.dir': directory }),
    ...more,
  },
});
const volume = (type: string, path: string, options: object = {}) => ({
  [`spark.kubernetes.driver.volumes.${type}.data.mount.path`]: path,
  ...options,
});
const nothing = (directory: string, field = 'dir') =>
  `warning event-log-dir-missing spec.sparkConf["spark.eventLog.${field}"]: nothing is mounted at ${directory}`;
const CLAIM = { 'spark.kubernetes.driver.volumes.persistentVolumeClaim.data.options.claimName': 'a' };

says([
  [log(undefined), nothing('/tmp/spark-events', 'enabled')],
  [log('file:///events'), nothing('/events')],
  [log('local:///events'), nothing('/events')],
  [log('/events', volume('emptyDir', '/events'))],
  [log('/data/events', volume('emptyDir', '/data')), nothing('/data/events')],
  [log('/data/events', volume('persistentVolumeClaim', '/data', CLAIM))],
  [log('/data', volume('persistentVolumeClaim', '/data/events', CLAIM)), nothing('/data')],
  [log('/tmp')],
  [log('/tmp/events'), nothing('/tmp/events')],
  [
    {
      ...log('/data'),
      'spec.driver.template': {
        spec: {
          volumes: [{ name: 'data', emptyDir: {} }],
          containers: [
            { name: 'spark-kubernetes-driver', volumeMounts: [{ name: 'data', mountPath: '/data' }] },
          ],
        },
      },
    },
  ],
  [{ ...log(undefined), 'spec.sparkConfigMap': 'defaults' }],
  [{ 'spec.sparkConf': { 'spark.eventLog.enabled': ' true ' } }, nothing('/tmp/spark-events', 'enabled')],
]);
