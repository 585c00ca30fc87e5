import { goSeconds } from './go-duration';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Fields of the cron dialect of the operator (robfig/cron, standard parser): no seconds, no L, W or #. */
const FIELDS: readonly {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names: readonly string[];
}[] = [
  { name: 'minute', min: 0, max: 59, names: [] },
  { name: 'hour', min: 0, max: 23, names: [] },
  { name: 'day of month', min: 1, max: 31, names: [] },
  { name: 'month', min: 1, max: 12, names: MONTHS },
  { name: 'day of week', min: 0, max: 6, names: DAYS },
];
const LONGEST_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** What is wrong with a schedule; undefined when it fires. */
export function scheduleProblem(schedule: string): string | undefined {
  const zone = /^(?:CRON_)?TZ=(\S+)\s+/.exec(schedule);
  if (zone !== null) {
    const problem = timeZoneProblem(zone[1]!);
    if (problem !== undefined) return problem;
  }
  const text = schedule.slice(zone?.[0].length ?? 0).trim();
  if (text.startsWith('@')) return descriptorProblem(text);
  const parts = text.split(/\s+/);
  if (parts.length !== FIELDS.length)
    return `${JSON.stringify(schedule)} has ${parts.length} fields, a schedule has 5`;
  const sets: (ReadonlySet<number> | undefined)[] = [];
  for (const [index, field] of FIELDS.entries()) {
    const values = parseField(parts[index]!, field);
    if (values === undefined) return `${JSON.stringify(parts[index])} is no ${field.name}`;
    sets.push(values.every ? undefined : values.values);
  }
  return neverProblem(schedule, sets[2], sets[3], sets[4]);
}

function descriptorProblem(text: string): string | undefined {
  if (/^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)$/.test(text)) return undefined;
  const every = /^@every (.+)$/.exec(text)?.[1];
  if (every === undefined) return `${JSON.stringify(text)} is no schedule`;
  return goSeconds(every) !== undefined ? undefined : `${JSON.stringify(every)} is no duration`;
}

function parseField(
  text: string,
  { min, max, names }: (typeof FIELDS)[number],
): { readonly every: boolean; readonly values: ReadonlySet<number> } | undefined {
  const values = new Set<number>();
  let every = false;
  const number = (word: string): number | undefined => {
    const named = names.indexOf(word.toLowerCase());
    if (named >= 0) return named + min;
    return /^\d+$/.test(word) ? Number(word) : undefined;
  };
  for (const part of text.split(',')) {
    const [range, step, ...rest] = part.split('/');
    const [from, to, ...more] = range!.split('-');
    if (rest.length > 0 || more.length > 0) return undefined;
    const isStar = range === '*' || range === '?';
    const start = isStar ? min : number(from!);
    const size = step === undefined ? 1 : number(step);
    const end =
      isStar || (to === undefined && step !== undefined) ? max : to === undefined ? start : number(to);
    if (start === undefined || end === undefined || size === undefined) return undefined;
    if (start < min || end > max || start > end || size < 1) return undefined;
    every ||= isStar && size === 1;
    for (let value = start; value <= end; value += size) values.add(value);
  }
  return { every, values };
}

/** A day that no month of the schedule has. */
function neverProblem(
  schedule: string,
  days: ReadonlySet<number> | undefined,
  months: ReadonlySet<number> | undefined,
  weekdays: ReadonlySet<number> | undefined,
): string | undefined {
  if (days === undefined || weekdays !== undefined) return undefined;
  const longest = Math.max(
    ...[...(months ?? MONTHS.map((_, i) => i + 1))].map((month) => LONGEST_MONTHS[month - 1]!),
  );
  return Math.min(...days) > longest ? `${JSON.stringify(schedule)} never comes` : undefined;
}

/** What is wrong with a time zone as Go loads it; undefined when it exists. */
export function timeZoneProblem(zone: string): string | undefined {
  if (zone === 'Local') return undefined;
  try {
    if (!/^[A-Z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/.test(zone)) throw new RangeError();
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return undefined;
  } catch {
    return `there is no time zone ${JSON.stringify(zone)}`;
  }
}
