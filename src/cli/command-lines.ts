import { delimiter, dirname, relative } from 'node:path';
import { isByNpm } from '../node/stops-of.js';
import { STORE, type OptionDocs } from './command.js';
import type { Given } from './given.js';
import { quote } from './quote.js';
import type { Shell } from './shell.js';

/** Command lines that can be typed as they are, in the same folder. */
export class CommandLines {
  readonly #start: string;
  readonly #platform: string;

  constructor(shell: Shell) {
    this.#platform = shell.platform;
    this.#start = startOf(shell);
  }

  /** The run that was given, under this name; the flag says how to go on with it, if at all. */
  run(
    given: Given,
    options: OptionDocs,
    runId: string,
    flag: '--resume' | '--retry-failed' | undefined,
  ): string {
    const words = Object.keys(options).flatMap((name) => {
      if (name === 'run-id') return [this.#option(name, runId)];
      const value = given.text(name);
      return value === undefined ? [] : [this.#option(name, value)];
    });
    return [
      this.#start,
      'run',
      ...this.#operand(given),
      ...words,
      ...(flag === undefined ? [] : [flag]),
    ].join(' ');
  }

  /** A command about a run that is stored. */
  about(command: string, runId: string, store: string): string {
    const where = store === STORE ? [] : [this.#option('store', store)];
    return [this.#start, command, quote(runId, this.#platform), ...where].join(' ');
  }

  #operand({ operand }: Given): readonly string[] {
    if (operand === undefined) return [];
    return [quote(operand.startsWith('-') ? `./${operand}` : operand, this.#platform)];
  }

  #option(name: string, value: string): string {
    const quoted = quote(value, this.#platform);
    // A value that looks like an option has to be tied to its name.
    return value.length > 1 && value.startsWith('-')
      ? `--${name}=${quoted}`
      : `--${name} ${quoted}`;
  }
}

/** How this command is started again. */
function startOf({ cwd, env, platform, script }: Shell): string {
  // Then it is not found without.
  if (isByNpm(env)) return 'npx sluice';
  const folders = (env['PATH'] ?? '').split(delimiter);
  const isModule = /\.[cm]?js$/.test(script);
  if (!isModule && folders.includes(dirname(script))) return 'sluice';
  const near = relative(cwd, script);
  const path = quote(near.startsWith('..') || near === '' ? script : `./${near}`, platform);
  return isModule ? `node ${path}` : path;
}
