import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { isRecord, list, record, text } from '../manifest/plain';

/** What the cluster says of one thing that an application needs. */
export interface ClusterCheck {
  /** Names the kind of thing. */
  readonly id: string;
  /** `ok`, `wrong`, `warning`, or `unknown` to the account that looked. */
  readonly verdict: string;
  /** What it is, with its value. */
  readonly what: string;
  /** How to mend it, or how to get to know it. */
  readonly fix: string | undefined;
}

/** What the cluster says of one application. */
export interface ClusterAnswer {
  /** Name of the application. */
  readonly job: string;
  /** Namespace in which it was looked at. */
  readonly namespace: string;
  /** What was looked at. */
  readonly checks: readonly ClusterCheck[];
}

/** The program that knows how to ask; it is no part of this package. */
const PROGRAM = 'spark-runner';
/** Longest answer in bytes, and most milliseconds that it may take. */
const [LONGEST, PATIENCE] = [16 * 1024 * 1024, 10 * 60_000];

/**
 * Has the runner look at everything that the applications in these files need of the cluster; nothing is changed there.
 *
 * @param context context of KUBECONFIG; the current one without
 * @throws when the program is not there, or has no answer
 */
export function askCluster(files: readonly string[], context: string | undefined): ClusterAnswer[] {
  const args = ['preflight', ...(context === undefined ? [] : ['--context', context]), '--', ...files];
  const { error, stdout } = spawnSync(PROGRAM, args, {
    encoding: 'utf8',
    env: process.env,
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: LONGEST,
    timeout: PATIENCE,
  });
  const { code }: NodeJS.ErrnoException = error ?? new Error();
  if (code === 'ENOENT') {
    throw new Error(
      `--cluster asks by the program ${PROGRAM}, and there is none on the PATH; take it from the image of the runner, or build it ` +
        'as runner/README.md says',
    );
  }
  if (error !== undefined) throw new Error(`${PROGRAM} gave no answer: ${error.message}`);
  return answersIn(stdout);
}

/** The answer is one JSON object in the last line. */
function answersIn(stdout: string): ClusterAnswer[] {
  let answer: unknown;
  try {
    answer = JSON.parse(stdout.trim().split('\n').at(-1)!);
  } catch {
    answer = undefined;
  }
  const { outcome, message, applications } = record(answer);
  if (!Array.isArray(applications) || (outcome !== 'ready' && outcome !== 'not-ready')) {
    throw new Error(`${PROGRAM} could not look: ${text(message) ?? 'it gave no answer'}`);
  }
  return applications.filter(isRecord).map(({ job, namespace, checks }) => ({
    job: text(job) ?? '',
    namespace: text(namespace) ?? '',
    // What the rules say stands in the report already.
    checks: list(checks)
      .map(record)
      .filter(({ id }) => id !== 'rules')
      .map(({ id, verdict, what, fix }) => ({
        id: text(id) ?? '',
        verdict: text(verdict) ?? '',
        what: text(what) ?? '',
        fix: text(fix),
      })),
  }));
}
