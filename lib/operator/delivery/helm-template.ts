import { spawnSync } from 'node:child_process';
import type * as Yaml from 'yaml';
import { isRecord, type Manifest } from '../../manifest/plain';
import { printableLines } from '../../text/printable';
import { redact } from '../../text/redact';

/** The chart of today makes 2 MB with its CRDs. */
const MOST_BYTES = 32 * 2 ** 20;

/** What helm is asked to render. */
export interface HelmTemplate {
  /** The program. */
  readonly program: string;
  /** What comes after `template`. */
  readonly options: readonly string[];
  /** Values of the chart; the program reads them from its standard input. */
  readonly values: Readonly<Record<string, unknown>>;
  /** How long it may take, in milliseconds. */
  readonly timeout: number;
}

/**
 * Renders a chart by `helm template`.
 *
 * @throws when there is no helm, when it fails, takes too long or says too much, and when it answers with no manifests
 */
export function helmTemplate({ program, options, values, timeout }: HelmTemplate): Manifest[] {
  const { error, status, signal, stdout, stderr } = spawnSync(
    program,
    ['template', '--values', '-', ...options],
    {
      input: JSON.stringify(values),
      encoding: 'utf8',
      timeout,
      maxBuffer: MOST_BYTES,
      killSignal: 'SIGKILL',
    },
  );
  const { code } = (error ?? {}) as { readonly code?: string };
  // A program that does not read its input may still have rendered something.
  if (error !== undefined && code !== 'EPIPE')
    throw new Error(failure(program, code ?? error.message, timeout));
  if (status !== 0) {
    const complaint = stderr.trim() === '' ? `it ended with ${signal ?? status ?? 'nothing'}` : stderr.trim();
    throw new Error(`helm does not render the chart: ${printableLines(redact(complaint)).slice(0, 2000)}`);
  }
  const { parseAllDocuments } = require('yaml') as typeof Yaml;
  const documents = parseAllDocuments(stdout, { logLevel: 'silent' });
  const all = Array.isArray(documents) ? documents : [];
  const [broken] = all.flatMap(({ errors }) => errors);
  if (broken !== undefined) {
    throw new Error(`helm renders no manifests: ${printableLines(redact(broken.message)).slice(0, 2000)}`);
  }
  return all.map((document) => document.toJS() as unknown).filter(isRecord);
}

function failure(program: string, code: string, timeout: number): string {
  const named = JSON.stringify(program);
  switch (code) {
    case 'ENOENT':
      return `there is no program ${named}, which renders them; install helm 3.8 or later, give its path as helm, or deliver the release otherwise`;
    case 'ETIMEDOUT':
      return `${named} has not rendered the chart within ${timeout / 1000} seconds and was ended; see whether it reaches the source of the chart, or give it more time as timeout`;
    case 'ENOBUFS':
      return `${named} wrote more than ${MOST_BYTES / 2 ** 20} MiB and was ended; no chart of the operator is that large, so see what it renders`;
    default:
      return `${named} cannot be run: ${code}`;
  }
}
