#!/usr/bin/env node
import process from 'node:process';
import { main } from './check/command';

// A reader such as `head` may have seen enough.
process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') return;
  process.stderr.write(`error: the report cannot be written: ${message}\n`);
  process.exitCode = 2;
});
process.stderr.on('error', () => undefined);

const { stdout, stderr } = process;
const color = stdout.isTTY && (process.env.NO_COLOR ?? '') === '';

void main(process.argv, { stdin: { fd: 0 }, stdout, stderr, color }).then((code) => {
  process.exitCode = code;
});
