import { RunnerError } from '../outcome';
import { readText } from '../text-file';

/** A run that is asked for. */
export interface WantedRun {
  readonly runId: string;
  /** Parameters of this run alone. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Which runs, as the command line says it: one of three ways. */
export interface RunListProps {
  /** Run ids with commas between them. */
  readonly runIds?: string;
  /** File with a run id in each line, or a JSON object with `runId` and `parameters`. */
  readonly runIdsFile?: string;
  /** First date or hour, `2026-01-01` or `2026-01-01T00`. */
  readonly from?: string;
  /** Last one, which is run too. */
  readonly to?: string;
  /** From one to the next: `1h`, `1d`, `1w`, `1m`. */
  readonly every: string;
}

/** Most runs of one backfill. */
const MOST = 100_000;
const LONGEST_ID = 1000;

/**
 * The runs in their order.
 *
 * @throws RunnerError for none, too many, or one that is named twice
 */
export function wantedRuns(props: RunListProps): WantedRun[] {
  const { runIds, runIdsFile, from, to } = props;
  const ways = [runIds, runIdsFile, from ?? to].filter((way) => way !== undefined);
  if (ways.length !== 1) throw refused('give one of --run-ids, --run-ids-file, and --from with --to');
  const runs =
    runIds !== undefined
      ? runIds.split(',').flatMap((id) => (id.trim() === '' ? [] : [plain(id.trim())]))
      : runIdsFile !== undefined
        ? inFile(runIdsFile)
        : dates(props);
  if (runs.length === 0) throw refused('there are no runs in the list; give at least one run id');
  if (runs.length > MOST) throw tooMany();
  const seen = new Set<string>();
  for (const { runId } of runs) {
    if (seen.has(runId)) throw refused(`run id ${JSON.stringify(runId)} is in the list twice; give it once`);
    seen.add(runId);
  }
  return runs;
}

function plain(runId: string): WantedRun {
  if (runId.length > LONGEST_ID)
    throw refused(`a run id has ${runId.length} characters; give at most ${LONGEST_ID}`);
  return { runId, parameters: {} };
}

function inFile(file: string): WantedRun[] {
  let text: string;
  try {
    text = readText(file);
  } catch (error) {
    throw refused(`--run-ids-file ${file} cannot be read: ${(error as Error).message}`);
  }
  return text.split('\n').flatMap((line, index) => {
    const said = line.trim();
    if (said === '') return [];
    return [said.startsWith('{') ? inJson(said, `line ${index + 1} of --run-ids-file ${file}`) : plain(said)];
  });
}

function inJson(text: string, place: string): WantedRun {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refused(`${place} is no JSON: ${(error as Error).message}`);
  }
  const { runId, parameters = {}, ...more } = value as Record<string, unknown>;
  const isPlain = typeof parameters === 'object' && parameters !== null && !Array.isArray(parameters);
  if (typeof runId === 'string' && isPlain && Object.keys(more).length === 0) {
    return { ...plain(runId), parameters: { ...parameters } };
  }
  throw refused(`${place} must be an object of runId, a text, and perhaps parameters, an object`);
}

const UNITS = { h: 'Hours', d: 'Date', w: 'Date', m: 'Month' } as const;

/** Dates from the first to the last; hours where both are hours. */
function dates({ from, to, every }: RunListProps): WantedRun[] {
  if (from === undefined || to === undefined) throw refused('give --from and --to together');
  const [begin, end] = [moment('--from', from), moment('--to', to)];
  const [, digits, unit] = /^([1-9]\d{0,3})([hdwm])$/.exec(every) ?? [];
  if (digits === undefined) {
    throw refused(
      `--every is ${JSON.stringify(every.slice(0, 50))}; give a number and h, d, w or m, such as 1d`,
    );
  }
  const isHours = from.includes('T');
  if (isHours !== to.includes('T') || (unit === 'h') !== isHours) {
    throw refused(
      'give hours (2026-01-01T00) in --from and --to with --every in h, and dates (2026-01-01) with d, w or m',
    );
  }
  if (end < begin) throw refused(`--to ${to} is before --from ${from}; give the earlier one first`);
  const part = UNITS[unit as keyof typeof UNITS];
  const step = Number(digits) * (unit === 'w' ? 7 : 1);
  const runs: WantedRun[] = [];
  for (let count = 0; ; count++) {
    const at = new Date(begin);
    at[`setUTC${part}`](at[`getUTC${part}`]() + count * step);
    // A month that has no such day has none of its own.
    if (part === 'Month' && at.getUTCDate() !== begin.getUTCDate()) continue;
    if (at > end) return runs;
    if (runs.length >= MOST) throw tooMany();
    runs.push(plain(at.toISOString().slice(0, isHours ? 13 : 10)));
  }
}

function moment(option: string, text: string): Date {
  const [, day, hour = '00'] = /^(\d{4}-\d\d-\d\d)(?:T(\d\d))?$/.exec(text) ?? [];
  const date = new Date(`${day ?? ''}T${hour}:00:00Z`);
  if (!Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${day ?? ''}T${hour}`)) return date;
  throw refused(
    `${option} is ${JSON.stringify(text.slice(0, 50))}; give a date such as 2026-01-31, or an hour such as 2026-01-31T06`,
  );
}

function tooMany(): RunnerError {
  return refused(`there are more than ${MOST} runs in the list; give them in parts`);
}

function refused(message: string): RunnerError {
  return new RunnerError('refused', message);
}
