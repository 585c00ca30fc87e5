import { accepts, finds, tells } from '../harness';

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

const METRICS = {
  exposeDriverMetrics: true,
  exposeExecutorMetrics: false,
  prometheus: { jmxExporterJar: '/a.jar' },
};
const GIVEN = { 'spark.driver.extraJavaOptions': '-Da=b', 'spark.executor.extraJavaOptions': '-Da=b' };
const LOST = (role: string) =>
  `spark.${role}.extraJavaOptions: the options of the metrics agent replace these → move them to spec.${role}.javaOptions`;
tells('java-options-overridden', [[GIVEN]]);
tells('java-options-overridden', [[GIVEN, LOST('driver')], [{}]], { 'spec.monitoring': METRICS });
tells('java-options-overridden', [[GIVEN, LOST('executor')]], {
  'spec.monitoring': { ...METRICS, exposeDriverMetrics: false, exposeExecutorMetrics: true },
});
tells('java-options-overridden', [[GIVEN]], {
  'spec.monitoring': METRICS,
  'spec.driver.javaOptions': '-Dc=d',
});
tells('java-options-overridden', [[GIVEN]], { 'spec.monitoring': { ...METRICS, prometheus: undefined } });

const options = (role: string, value: string) => ({ [`spark.${role}.extraJavaOptions`]: value });
const refused = (role: string, what: string) => `spark.${role}.extraJavaOptions: Spark refuses ${what}`;
tells('java-options-forbidden', [
  [options('driver', '-Da=b -Xmx2g'), refused('driver', '-Xmx2g')],
  [options('executor', '-Xmx2g'), refused('executor', '-Xmx2g')],
  [options('executor', '-Da=b -Dspark.ui.port=1'), refused('executor', '-Dspark.ui.port')],
  [options('driver', '-Dspark.ui.port=1')],
  [options('driver', '-Da=-Xmx2g')],
  [options('executor', '-Xms2g -Dsparkle=1')],
]);
tells('java-options-forbidden', [[{}, 'spec.executor.javaOptions: Spark refuses -Dspark.a']], {
  'spec.executor.javaOptions': '-Dspark.a=b',
});
