#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { asyncScheduler, Observable } from 'rxjs';
import { processSignals } from '../node/process-signals.js';
import { runCommandLine } from './command-line.js';
import { print } from './output.js';
import type { Shell } from './shell.js';

const crashes$ = new Observable<unknown>((subscriber) => {
  const listen = (error: unknown) => {
    subscriber.next(error);
  };
  // For good: work that has failed so once does it again, while what is stored is given back.
  process.on('uncaughtException', listen);
});

const manifest = new URL('../../package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string };

const shell: Shell = {
  args: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  platform: process.platform,
  script: process.argv[1] ?? 'sluice',
  version,
  // Not before somebody reads it: that alone would keep the process.
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  stderr: process.stderr,
  signals$: processSignals(['SIGINT', 'SIGTERM']),
  crashes$,
  scheduler: asyncScheduler,
};

// Whoever reads may go; each write is told so itself.
for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);

const code = await runCommandLine(shell);
// Work may have left connections open, which would keep the process.
await Promise.allSettled([print(shell.stdout, ''), print(shell.stderr, '')]);
process.exit(code);
