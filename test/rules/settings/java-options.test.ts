import { accepts, finds } from '../harness';

const PROMETHEUS = {
  exposeDriverMetrics: true,
  exposeExecutorMetrics: true,
  prometheus: { jmxExporterJar: '/prometheus/jmx_prometheus_javaagent.jar' },
};

const at = (key: string) => `spec.sparkConf[${JSON.stringify(key)}]`;

finds([
  [
    'java-options-overridden',
    { 'spec.sparkConf': { 'spark.driver.extraJavaOptions': '-Da=b' }, 'spec.monitoring': PROMETHEUS },
    at('spark.driver.extraJavaOptions'),
  ],
  ['java-options-forbidden', { 'spec.driver.javaOptions': '-XX:+UseG1GC -Xmx2g' }],
  ['java-options-forbidden', { 'spec.executor.javaOptions': '-Dspark.ui.enabled=false' }],
  [
    'java-options-forbidden',
    { 'spec.sparkConf': { 'spark.executor.extraJavaOptions': '-Xmx2g' } },
    'spec.sparkConf["spark.executor.extraJavaOptions"]',
  ],
]);

accepts([
  { 'spec.driver.javaOptions': '-XX:+UseG1GC -Dspark.driver.log=x', 'spec.executor.javaOptions': '-Xss4m' },
]);
