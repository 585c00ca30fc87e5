import { CONNECT, accepts, finds } from '../harness';

const at = (key: string) => `spec.sparkConf[${JSON.stringify(key)}]`;

const conf = (key: string, value: string, more: object = {}) =>
  [{ 'spec.sparkConf': { [key]: value, ...more } }, at(key)] as const;

finds([
  ['denied-spark-conf', ...conf('spark.master', 'local')],
  ['denied-spark-conf', ...conf('spark.kubernetes.namespace', 'other')],
  ['shadowed-spark-conf', ...conf('spark.executor.memory', '2g')],
  ['shadowed-spark-conf', ...conf('spark.kubernetes.driver.podTemplateFile', '/a')],
  ['wait-app-completion', ...conf('spark.kubernetes.submission.waitAppCompletion', 'true')],
  [
    'hadoop-conf-prefixed',
    { 'spec.hadoopConf': { 'spark.hadoop.a': 'b' } },
    'spec.hadoopConf["spark.hadoop.a"]',
  ],
  [
    'hadoop-conf-prefixed',
    { 'spec.hadoopConf': { 'spark.ui.port': '4041' } },
    'spec.hadoopConf["spark.ui.port"]',
  ],
]);

accepts([
  { 'spec.sparkConf': { 'spark.kubernetes.namespace': 'data' } },
  { 'spec.sparkConf': { 'spark.executor.memory': '1g' } },
]);

finds(
  [['spark-connect-shell-characters', { 'spec.sparkConf': { 'spark.a': 'x y' } }, at('spark.a')]],
  CONNECT,
);
