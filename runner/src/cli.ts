#!/usr/bin/env node
import { setMaxListeners } from 'node:events';
import process from 'node:process';
import { main } from './command';
import { connect } from './kube-config';
import { RunnerError } from './outcome';

const stop = new AbortController();
// Each run that is followed listens.
setMaxListeners(0, stop.signal);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stop.abort(
      new RunnerError(
        'interrupted',
        `stopped by ${signal}; the run goes on, start the runner again to follow it`,
      ),
    );
  });
}

const { env, stdout, stderr } = process;
// Nobody may be reading, or a disk may be full: the run goes on, and its exit code stays what it is.
for (const stream of [stdout, stderr]) stream.on('error', () => undefined);

void main(process.argv, { env, stdout, stderr, signal: stop.signal, connect }).then((code) => {
  process.exitCode = code;
});
