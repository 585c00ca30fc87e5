import type { ServerResponse } from 'node:http';
import { lines, messageOf, send, type Call } from '../src/http';
import { FaultyServer, type Request } from './fake/server';
import { pace } from './fixtures';

class Echo extends FaultyServer {
  public readonly seen: Request[] = [];
  public reply: (outgoing: ServerResponse) => unknown = (outgoing) => outgoing.end('text');

  protected handle(request: Request, outgoing: ServerResponse): void {
    this.seen.push(request);
    this.reply(outgoing);
  }
}

let server: Echo;
beforeEach(async () => {
  server = await new Echo().start();
});
afterEach(() => server.stop());

const calling = (more: Partial<Call> = {}): Call => ({
  method: 'GET',
  url: new URL(`${server.url}/some/path?secret=canary`),
  options: {},
  ...more,
});

describe('a call', () => {
  it.each([408, 423, 429, 500, 503, 599])('is unanswered by %d, unless that is an answer', async (status) => {
    server.fault = () => ({ status, body: { message: 'later' } });
    const said = `GET ${server.url}/some/path answered ${status} later`;
    await expect(send(pace(), calling())).rejects.toMatchObject({ message: said, retryAfterMs: 0 });
    await expect(send(pace(), calling(), [418])).rejects.toMatchObject({ message: said });
    expect(await send(pace(), calling(), [status])).toMatchObject({ status, text: '{"message":"later"}' });
  });

  it.each([200, 204, 301, 400, 404, 407, 409, 422, 424, 428, 430, 499])(
    'is answered by %d',
    async (status) => {
      server.fault = () => ({ status });
      expect(await send(pace(), calling())).toMatchObject({ status });
    },
  );

  it.each([
    ['2', 2000],
    ['0', 0],
    ['-1', 0],
    ['Wed, 21 Oct 2026 07:28:00 GMT', 0],
  ])('that may be repeated after %s waits for %d ms', async (header, retryAfterMs) => {
    server.fault = () => ({ status: 429, headers: { 'retry-after': header } });
    await expect(send(pace(), calling())).rejects.toMatchObject({ retryAfterMs });
  });

  it('says what it sends and takes, and its own headers over that', async () => {
    await send(pace(), calling({ method: 'POST', json: { a: 'ü' } }));
    await send(pace(), calling({ method: 'POST', body: '"as it is"' }));
    await send(pace(), calling({ options: { headers: { accept: 'text/plain', authorization: 'x' } } }));
    const common = { accept: 'application/json', 'user-agent': 'spark-runner' };
    const json = { ...common, 'content-type': 'application/json' };
    expect(server.seen).toMatchObject([
      { method: 'POST', headers: { ...json, 'content-length': '10' }, body: { a: 'ü' } },
      { method: 'POST', headers: { ...json, 'content-length': '10' }, body: 'as it is' },
      { method: 'GET', headers: { ...common, accept: 'text/plain', authorization: 'x' } },
    ]);
    expect(server.seen[2]!.headers).not.toHaveProperty('content-type');
  });

  it('says when it was answered, where the server says so', async () => {
    expect((await send(pace(), calling())).date).toMatch(/ GMT$/);
    server.aheadMs = undefined;
    expect(await send(pace(), calling())).not.toHaveProperty('date');
  });

  it('ends in time, and when the runner is told to stop', async () => {
    server.reply = () => undefined;
    const ended = { message: expect.stringMatching(/^GET http:\S+\/some\/path got no answer: /) };
    await expect(send(pace({ callMs: 20 }), calling())).rejects.toMatchObject(ended);
    await expect(send(pace(), calling({ timeoutMs: 20 }))).rejects.toMatchObject(ended);
    await expect(send(pace({ signal: AbortSignal.abort() }), calling())).rejects.toMatchObject(ended);
  });

  it('fails on an answer that breaks off, and on one without an end', async () => {
    server.reply = (outgoing) => {
      outgoing.writeHead(200, { 'content-length': '100' });
      outgoing.write('part', () => outgoing.destroy());
    };
    await expect(send(pace(), calling())).rejects.toThrow('/some/path got no answer: ');
    const most = 16 * 1024 * 1024;
    server.reply = (outgoing) => outgoing.end(Buffer.alloc(most, 'x'));
    expect((await send(pace(), calling())).text).toHaveLength(most);
    server.reply = (outgoing) => outgoing.end(Buffer.alloc(most + 1, 'x'));
    await expect(send(pace(), calling())).rejects.toMatchObject({
      outcome: 'unavailable',
      message: `GET ${server.url}/some/path answered with more than 16777216 bytes`,
    });
  });
});

describe('lines of an answer', () => {
  const read = async (): Promise<string[]> => {
    const found: string[] = [];
    for await (const line of lines(pace(), calling())) found.push(line);
    return found;
  };
  const written = (...chunks: readonly (string | Buffer)[]): void => {
    server.reply = async (outgoing) => {
      for (const chunk of chunks) {
        await new Promise((resolve) => outgoing.write(chunk, resolve));
        // The reader, who is in this process, takes the chunk before there is another one.
        for (let turns = 0; turns < 3; turns++) await new Promise(setImmediate);
      }
      outgoing.end();
    };
  };

  it.each([
    [['one\ntwo\n'], ['one', 'two']],
    [
      ['o', 'n', 'e\ntw', 'o\nrest'],
      ['one', 'two'],
    ],
    [['\n\n'], ['', '']],
    [[], []],
  ])('written as %j are %j', async (chunks, expected) => {
    written(...chunks);
    expect(await read()).toEqual(expected);
  });

  it('are whole where a chunk ends within a character', async () => {
    const bytes = Buffer.from('ü\n');
    written(bytes.subarray(0, 1), bytes.subarray(1));
    expect(await read()).toEqual(['ü']);
  });

  it('fail on another answer than 200, and on a line without an end', async () => {
    server.fault = () => ({ status: 410, body: { message: 'gone' } });
    await expect(read()).rejects.toThrow(`GET ${server.url}/some/path answered 410 gone`);
    server.fault = () => undefined;
    const most = 16 * 1024 * 1024;
    server.reply = (outgoing) => outgoing.end('x'.repeat(most));
    expect(await read()).toEqual([]);
    server.reply = (outgoing) => outgoing.end('x'.repeat(most + 1));
    await expect(read()).rejects.toThrow('got no answer: a line is longer than 16777216 bytes');
  });
});

describe('the sentence in an error answer', () => {
  it.each([
    ['{"message":"no such branch"}', 'no such branch'],
    ['{"error":{"message":"no such table"}}', 'no such table'],
    ['{"message":null,"error":null}', '{"message":null,"error":null}'],
    ['null', 'null'],
    ['<html>away</html>\n', '<html>away</html>'],
    ['', ''],
  ])('of %s is %j', (answer, message) => {
    expect(messageOf(answer)).toBe(message);
  });

  it('is cut, whatever its form', () => {
    const long = 'x'.repeat(1_000_000);
    expect(messageOf(long)).toBe(long.slice(0, 500));
    expect(messageOf(JSON.stringify({ message: long }))).toBe(
      `${long.slice(0, 10_000)} … (990000 more characters)`,
    );
  });
});
