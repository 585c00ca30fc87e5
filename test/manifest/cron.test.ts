import { scheduleProblem, timeZoneProblem } from '../../lib/manifest/cron';

test.each([
  '* * * * *',
  '? ? ? ? ?',
  '0 0 1 1 0',
  '59 23 31 12 6',
  '0-59 0-23 1-31 1-12 0-6',
  '5-5 * * * *',
  '*/1 * * * *',
  '*/100 * * * *',
  '1/2 * * * *',
  '1-5/2,7,9-11 * * * *',
  '0 0 * jan-DEC sun-Sat',
  '0 0 29 2 *',
  '0 0 30,31 4,5 *',
  '0 0 31 2,1 *',
  '0 0 31 2 mon',
  '  0   0 1 1 *  ',
  'TZ=Europe/Berlin 0 0 * * *',
  'CRON_TZ=UTC 0 0 * * *',
  'TZ=UTC @daily',
  '@yearly',
  '@annually',
  '@monthly',
  '@weekly',
  '@daily',
  '@midnight',
  '@hourly',
  '@every 1h30m',
])('%p fires', (schedule) => {
  expect(scheduleProblem(schedule)).toBeUndefined();
});

test.each([
  ['* * * *', '"* * * *" has 4 fields, a schedule has 5'],
  ['0 * * * * *', '"0 * * * * *" has 6 fields, a schedule has 5'],
  ['60 * * * *', '"60" is no minute'],
  ['* 24 * * *', '"24" is no hour'],
  ['* * 0 * *', '"0" is no day of month'],
  ['* * 32 * *', '"32" is no day of month'],
  ['* * * 0 *', '"0" is no month'],
  ['* * * 13 *', '"13" is no month'],
  ['* * * * 7', '"7" is no day of week'],
  ['5-1 * * * *', '"5-1" is no minute'],
  ['1-2-3 * * * *', '"1-2-3" is no minute'],
  ['*/2/2 * * * *', '"*/2/2" is no minute'],
  ['*/0 * * * *', '"*/0" is no minute'],
  ['*/x * * * *', '"*/x" is no minute'],
  ['x * * * *', '"x" is no minute'],
  ['1-x * * * *', '"1-x" is no minute'],
  ['1, * * * *', '"1," is no minute'],
  ['-1 * * * *', '"-1" is no minute'],
  ['jan * * * *', '"jan" is no minute'],
  ['* * L * *', '"L" is no day of month'],
  ['* * * * mon#1', '"mon#1" is no day of week'],
  ['0 0 30 2 *', '"0 0 30 2 *" never comes'],
  ['0 0 31 4,jun,9,nov *', '"0 0 31 4,jun,9,nov *" never comes'],
  ['@never', '"@never" is no schedule'],
  ['@every', '"@every" is no schedule'],
  ['@every day', '"day" is no duration'],
  ['TZ=Nowhere * * * * *', 'there is no time zone "Nowhere"'],
])('%p does not: %s', (schedule, problem) => {
  expect(scheduleProblem(schedule)).toBe(problem);
});

test.each(['Local', 'UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+1', 'GMT'])(
  'Go loads the time zone %s',
  (zone) => {
    expect(timeZoneProblem(zone)).toBeUndefined();
  },
);

test.each(['', 'utc', 'europe/berlin', '/UTC', 'UTC/', 'Europe//Berlin', '+01:00', 'Mars/Olympus'])(
  'there is no time zone %p',
  (zone) => {
    expect(timeZoneProblem(zone)).toBe(`there is no time zone ${JSON.stringify(zone)}`);
  },
);
