#!/usr/bin/env node
import process from 'node:process';
import { main } from './check/command';

// A reader such as `head` may have seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const { stdin, stdout, stderr } = process;
const color = stdout.isTTY && (process.env.NO_COLOR ?? '') === '';

void main(process.argv, { stdin, stdout, stderr, color }).then((code) => {
  process.exitCode = code;
});
