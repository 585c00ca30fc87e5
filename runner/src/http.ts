import { type IncomingMessage, type OutgoingHttpHeaders, request as httpRequest } from 'node:http';
import { type RequestOptions, request as httpsRequest } from 'node:https';
import { cut } from '../../lib/text/cut';
import { RunnerError } from './outcome';
import { type Pace, Unanswered } from './pace';

/** Longest answer, and longest line of a watch, that is read, in bytes. */
const LONGEST_ANSWER = 16 * 1024 * 1024;
/** Characters of the sentence in an error answer that are told. */
const LONGEST_MESSAGE = 10_000;

export interface Call {
  readonly method: string;
  /** Made by `address`. */
  readonly url: URL;
  readonly options: RequestOptions;
  readonly json?: unknown;
  /** In place of `json`, as it stands. */
  readonly body?: string;
  readonly timeoutMs?: number;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** When the server answered, by its own clock. */
  readonly date?: string;
}

/** "Ask again later", in any of its forms: too many requests, a lock, a server that is starting or gone. */
function asksForPatience(status: number): boolean {
  return status === 408 || status === 423 || status === 429 || status >= 500;
}

/**
 * One call and its answer. What asks for patience is thrown as `Unanswered`.
 *
 * @param expected statuses that are an answer all the same
 */
export async function send(pace: Pace, call: Call, expected: readonly number[] = []): Promise<Answer> {
  const response = await open(pace, call);
  const status = response.statusCode ?? 0;
  const text = await readAll(response, call);
  if (asksForPatience(status) && !expected.includes(status)) {
    const seconds = Number(response.headers['retry-after']);
    throw new Unanswered(
      `${where(call)} answered ${status} ${messageOf(text)}`,
      seconds > 0 ? seconds * 1000 : 0,
    );
  }
  const { date } = response.headers;
  return { status, text, ...(date !== undefined && { date }) };
}

/** One call whose answer is read line by line while it arrives. */
export async function* lines(pace: Pace, call: Call): AsyncGenerator<string> {
  const response = await open(pace, call);
  if (response.statusCode !== 200) {
    throw new Unanswered(
      `${where(call)} answered ${response.statusCode ?? 0} ${messageOf(await readAll(response, call))}`,
    );
  }
  try {
    let parts: string[] = [];
    let length = 0;
    for await (const chunk of response.setEncoding('utf8') as AsyncIterable<string>) {
      let from = 0;
      for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', from)) {
        yield [...parts, chunk.slice(from, end)].join('');
        [parts, length, from] = [[], 0, end + 1];
      }
      parts.push(chunk.slice(from));
      length += chunk.length - from;
      if (length > LONGEST_ANSWER) throw new Error(`a line is longer than ${LONGEST_ANSWER} bytes`);
    }
  } catch (error) {
    throw unanswered(call, error);
  } finally {
    response.destroy();
  }
}

/** The sentence in an error answer of the API server, of lakeFS or of a catalog. */
export function messageOf(text: string): string {
  try {
    const body = JSON.parse(text) as { message?: unknown; error?: { message?: unknown } | null };
    const message = body.message ?? body.error?.message;
    if (typeof message === 'string') return cut(message, LONGEST_MESSAGE);
  } catch {
    // not JSON: the text itself
  }
  return text.slice(0, 500).trim();
}

function open(pace: Pace, call: Call): Promise<IncomingMessage> {
  const body = call.json === undefined ? call.body : JSON.stringify(call.json);
  const make = call.url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = make(
      call.url,
      {
        ...call.options,
        method: call.method,
        signal: AbortSignal.any([pace.signal, AbortSignal.timeout(call.timeoutMs ?? pace.callMs)]),
        headers: {
          accept: 'application/json',
          'user-agent': 'spark-runner',
          ...(body === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
          ...(call.options.headers as OutgoingHttpHeaders | undefined),
        },
      },
      resolve,
    );
    request.on('error', (error) => {
      reject(unanswered(call, error));
    });
    request.end(body);
  });
}

async function readAll(response: IncomingMessage, call: Call): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > LONGEST_ANSWER) break;
    }
  } catch (error) {
    throw unanswered(call, error);
  }
  if (length > LONGEST_ANSWER) {
    throw new RunnerError('unavailable', `${where(call)} answered with more than ${LONGEST_ANSWER} bytes`);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function unanswered(call: Call, error: unknown): Unanswered {
  return new Unanswered(
    `${where(call)} got no answer: ${error instanceof Error ? error.message : String(error)}`,
  );
}

function where(call: Call): string {
  return `${call.method} ${call.url.origin}${call.url.pathname}`;
}
