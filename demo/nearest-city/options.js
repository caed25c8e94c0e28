// @ts-check
import { parseArgs } from 'node:util';
import { count } from './format.js';

// What the library allows, checked here so that the message names the flag.
const MOST_ITEMS = 2 ** 31 - 1;
const MOST_LANES = 10_000;

/**
 * @typedef {object} Options
 * @property {number} chunk
 * @property {number} concurrency
 * @property {number | undefined} limit
 * @property {number} port
 * @property {string} dir where results are stored
 * @property {boolean} fresh
 * @property {boolean} reliable
 * @property {boolean} help
 */

export const usage = `Finds for every place of the world the nearest city of over 100,000 inhabitants.

  npm start -- [flags]

  --chunk N        places per request (default 500; try 1, 2000, 4000)
  --concurrency N  requests at the same time (default 8)
  --limit N        only the first N places
  --fresh          begins again, where otherwise a start goes on with what is stored
  --store DIR      where results are stored (default .sluice)
  --port N         port of the demo service on 127.0.0.1 (default: any free one)
  --reliable       the service does not answer each 20th request with 503
  --help           this text`;

/** A command line that asks for something that does not exist; its message names the flag. */
export class UsageError extends Error {
  /** @override */
  name = 'UsageError';
}

/**
 * @param {readonly string[]} args the command line after the script
 * @returns {Options}
 */
export function parseOptions(args) {
  const flags = parseFlags(args);
  return {
    chunk: integer('--chunk', flags.chunk, { from: 1, to: MOST_ITEMS }),
    concurrency: integer('--concurrency', flags.concurrency, { from: 1, to: MOST_LANES }),
    limit:
      flags.limit === undefined
        ? undefined
        : integer('--limit', flags.limit, { from: 1, to: MOST_ITEMS }),
    dir: flags.store,
    fresh: flags.fresh,
    port: integer('--port', flags.port, { from: 0, to: 65_535 }),
    reliable: flags.reliable,
    help: flags.help,
  };
}

/** @param {readonly string[]} args */
function parseFlags(args) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        chunk: { type: 'string', default: '500' },
        concurrency: { type: 'string', default: '8' },
        limit: { type: 'string' },
        fresh: { type: 'boolean', default: false },
        store: { type: 'string', default: '.sluice' },
        port: { type: 'string', default: '0' },
        reliable: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/**
 * @param {string} flag
 * @param {string} text
 * @param {{ from: number, to: number }} range
 */
function integer(flag, text, { from, to }) {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= from && value <= to) return value;
  throw new UsageError(
    `${flag} must be a whole number from ${from} to ${count(to)}; received "${text}"`,
  );
}
