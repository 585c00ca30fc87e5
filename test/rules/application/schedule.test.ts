import { SCHEDULED, accepts, finds } from '../harness';

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
