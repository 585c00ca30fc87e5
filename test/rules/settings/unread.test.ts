import { accepts, finds } from '../harness';

finds([
  [
    'env-unread',
    { 'spec.driver.envVars': { PYSPARK_SUBMIT_ARGS: 'x' } },
    'spec.driver.envVars.PYSPARK_SUBMIT_ARGS',
  ],
  [
    'batch-scheduler-option-unread',
    { 'spec.batchScheduler': 'kube-scheduler', 'spec.batchSchedulerOptions': { queue: 'a' } },
    'spec.batchSchedulerOptions.queue',
  ],
  [
    'mesh-mark-unread',
    { 'spec.executor.labels': { 'linkerd.io/inject': 'disabled' } },
    'spec.executor.labels["linkerd.io/inject"]',
  ],
  [
    'mesh-mark-unread',
    { 'spec.executor.annotations': { 'sidecar.istio.io/inject': 'disabled' } },
    'spec.executor.annotations["sidecar.istio.io/inject"]',
  ],
  [
    'mesh-mark-unread',
    { 'spec.driver.labels': { 'istio-injection': 'disabled' } },
    'spec.driver.labels["istio-injection"]',
  ],
  [
    'mesh-mark-unread',
    { 'spec.driver.annotations': { 'sidecars.istio.io/inject': 'false' } },
    'spec.driver.annotations["sidecars.istio.io/inject"]',
  ],
]);

accepts([
  {
    'spec.driver.envVars': {
      PYSPARK_PYTHON: '/opt/venv/bin/python',
      SPARK_EXTRA_CLASSPATH: '/opt/libs/*',
      SPARK_LOCAL_IP: '127.0.0.1',
    },
  },
  {
    'spec.driver.annotations': {
      'linkerd.io/inject': 'disabled',
      'sidecar.istio.io/proxyCPU': '100m',
      'example.com/inject': 'x',
    },
  },
  { 'spec.driver.labels': { 'istio.io/dataplane-mode': 'none', 'istio.io/rev': 'canary' } },
  {
    'spec.executor.template': {
      spec: { containers: [{ name: 'spark-kubernetes-executor', resources: {} }] },
    },
  },
]);
