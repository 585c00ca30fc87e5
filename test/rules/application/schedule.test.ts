import { SCHEDULED, accepts, finds, says, type Saying } from '../harness';

finds(
  [
    ['concurrency-policy-missing', { 'spec.concurrencyPolicy': undefined }],
    ['schedule-invalid', { 'spec.schedule': '* * * *' }],
    ['schedule-invalid', { 'spec.schedule': '60 * * * *' }],
    ['schedule-invalid', { 'spec.schedule': '0 0 * * 7' }],
    ['schedule-invalid', { 'spec.schedule': '0 0 30 2 *' }],
    ['schedule-invalid', { 'spec.schedule': '@every day' }],
    ['schedule-invalid', { 'spec.schedule': 'TZ=Nowhere 0 0 * * *' }],
    ['schedule-invalid', { 'spec.timeZone': 'europe/berlin' }],
    ['history-limit-negative', { 'spec.successfulRunHistoryLimit': -1 }],
    ['history-limit-negative', { 'spec.failedRunHistoryLimit': -1 }],
  ],
  SCHEDULED,
);

accepts(
  [
    { 'spec.schedule': '@every 1h30m' },
    { 'spec.schedule': '@daily' },
    { 'spec.schedule': '*/15 9-17 * jan-mar mon-fri' },
    { 'spec.schedule': 'CRON_TZ=Europe/Berlin 0 0 29 2 ?', 'spec.timeZone': undefined },
    { 'spec.schedule': '0 0 31 2 mon' },
    { 'spec.timeZone': 'America/Argentina/Buenos_Aires' },
    { 'spec.timeZone': 'Local' },
    { 'spec.successfulRunHistoryLimit': 0 },
  ],
  SCHEDULED,
);

says(
  [
    [
      { 'spec.concurrencyPolicy': '' },
      'error concurrency-policy-missing spec.concurrencyPolicy: the schedule would fire once',
    ],
    ...['successfulRunHistoryLimit', 'failedRunHistoryLimit'].map((field): Saying => [
      { [`spec.${field}`]: -1 },
      `error history-limit-negative spec.${field}: -1 is below 0`,
    ]),
    ...['TZ', 'CRON_TZ'].map((name): Saying => [
      { 'spec.schedule': `${name}=Europe/Berlin 0 0 * * *` },
      'warning schedule-time-zone-twice spec.timeZone: the schedule says Europe/Berlin, which wins over UTC',
    ]),
    [{ 'spec.schedule': 'TZ=UTC 0 0 * * *' }],
    [{ 'spec.schedule': 'TZ=Europe/Berlin 0 0 * * *', 'spec.timeZone': '' }],
    [
      { 'spec.template.driver.podName': 'etl' },
      'error scheduled-pod-name spec.template.driver.podName: each run would make pod etl',
    ],
    [
      { 'spec.template.sparkConf': { 'spark.kubernetes.driver.pod.name': 'etl' } },
      'error scheduled-pod-name spec.template.sparkConf["spark.kubernetes.driver.pod.name"]: each run would make pod etl',
    ],
    [
      { 'spec.template.restartPolicy': { type: 'Always' }, 'spec.template.timeToLiveSeconds': undefined },
      'error scheduled-run-without-end spec.template.restartPolicy.type: a run that is always restarted never ends, and concurrencyPolicy is Forbid',
    ],
    [
      {
        'spec.template.restartPolicy': { type: 'Always' },
        'spec.template.timeToLiveSeconds': undefined,
        'spec.concurrencyPolicy': undefined,
      },
      'error concurrency-policy-missing spec.concurrencyPolicy: the schedule would fire once',
      'error scheduled-run-without-end spec.template.restartPolicy.type: a run that is always restarted never ends, and concurrencyPolicy is not set',
    ],
    [
      {
        'spec.template.restartPolicy': { type: 'Always' },
        'spec.template.timeToLiveSeconds': undefined,
        'spec.concurrencyPolicy': 'Replace',
      },
    ],
    [
      { 'spec.template.suspend': true },
      'error suspend-in-template spec.template.suspend: suspend holds for each run, not for the schedule',
    ],
    [{ 'spec.template.suspend': false }],
    [{ 'spec.suspend': true }],
    [{ 'spec.template.suspend': true, 'metadata.labels': { 'kueue.x-k8s.io/queue-name': 'lake' } }],
  ],
  SCHEDULED,
);
