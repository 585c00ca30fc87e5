import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../lib/check/command';
import { caseOf, CASES, SEED } from './cases';

const FORMATS = ['text', 'json', 'sarif', 'github'] as const;
/** Processor time that no case needs, in milliseconds. */
const MOST = 10_000;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test(`check survives ${CASES} cases of seed ${SEED}`, async () => {
  const failures: string[] = [];
  const codes = new Map<number, number>();
  for (let index = 0; index < CASES; index += 1) {
    const mutation = caseOf(index);
    const path = join(folder, 'a.yaml');
    writeFileSync(path, mutation.content);
    const format = FORMATS[index % FORMATS.length]!;
    const start = process.cpuUsage();
    const { code, out, err } = await check([
      path,
      '--format',
      format,
      ...(index % 5 === 0 ? ['--strict'] : []),
    ]);
    const { user, system } = process.cpuUsage(start);
    codes.set(code, (codes.get(code) ?? 0) + 1);
    const problem = problemOf({ code, out, err, format, milliseconds: (user + system) / 1000 });
    if (problem !== undefined) {
      failures.push(
        `case ${index} (${mutation.what}) as ${format}: ${problem}\n${excerpt(mutation.content)}`,
      );
    }
    if (failures.length >= 10) break;
  }
  expect(failures.join('\n\n')).toBe('');
  // All three ends of the command are reached, or the cases are too tame.
  if (CASES >= 1_000) expect([...codes.keys()].sort()).toEqual([0, 1, 2]);
}, 3_600_000);

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly format: (typeof FORMATS)[number];
  readonly milliseconds: number;
}

function problemOf({ code, out, err, format, milliseconds }: Ended): string | undefined {
  if (![0, 1, 2].includes(code)) return `exit code ${code}`;
  if (code === 2 && !/^error: (?:\/|no Kubernetes object)/.test(err))
    return `exit code 2 for no good reason: ${err}`;
  if (out.includes('could not look at it'))
    return `a rule fails: ${excerpt(/.{0,300}could not look.{0,200}/s.exec(out)![0])}`;
  if (/\n\s+at .*:\d+:\d+/.test(out + err)) return `stack trace: ${excerpt(err)}`;
  if (
    /Maximum call stack|Cannot read properties|is not a function|is not iterable|Cannot convert/.test(
      out + err,
    )
  ) {
    return `internal error: ${excerpt(/.{0,200}(?:Maximum|Cannot|is not ).{0,200}/s.exec(out + err)?.[0] ?? '')}`;
  }
  if (/canary/i.test(out + err))
    return `secret shown: ${excerpt(/.{0,200}canary.{0,40}/is.exec(out + err)![0])}`;
  if (/(?![\n\t])\p{Cc}/u.test(out + err)) return 'control character';
  if (milliseconds > MOST) return `${milliseconds} ms`;
  if (
    format === 'github' &&
    !out
      .trimEnd()
      .split('\n')
      .every((line) => line === '' || /^::(?:error|warning) /.test(line))
  )
    return `no command of GitHub: ${excerpt(out)}`;
  if (format === 'json' || format === 'sarif') {
    try {
      const parsed = JSON.parse(out);
      const entries = format === 'json' ? parsed : parsed.runs[0].results;
      if (code > 0 && entries.length === 0) return `exit code ${code} without an entry`;
    } catch (error) {
      return `not JSON: ${String(error)}`;
    }
  }
  return undefined;
}

async function check(args: readonly string[]) {
  let [out, err] = ['', ''];
  const code = await main(['node', 'cdk8s-spark-operator', 'check', ...args], {
    stdin: { fd: 0 },
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    color: false,
  });
  return { code, out, err };
}

function excerpt(text: string | Uint8Array): string {
  return JSON.stringify(String(text).slice(0, 1_500));
}
