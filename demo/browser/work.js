// @ts-check
import { BatchProcessor } from 'sluice';
import { readCsv, readJsonLines } from 'sluice/sources';
import { runIdOf, store } from './stored.js';

/** @typedef {import('sluice').BatchRun<unknown, string>} Run */

// Small chunks: where work ends at once, a chunk is a single task of the page, which must stay short.
const processor = new BatchProcessor({ chunkSize: 100, maxConcurrentChunks: 4, store });

const utf8 = new TextEncoder();
const derivation = {
  name: 'PBKDF2',
  hash: 'SHA-256',
  salt: utf8.encode('sluice'),
  iterations: 200,
};

/**
 * Starts a run over the rows of a file, or goes on with it where another page has ended. It reads only
 * as fast as the work goes, so a file may be larger than the memory.
 * @param {File} file
 */
export function processFile(file) {
  const open = readerOf(file);
  /** @type {ReturnType<typeof open> | undefined} */
  let source;
  const rows = (/** @type {Parameters<typeof open>[0]} */ context) => (source = open(context));
  const run = processor.process(rows, fingerprint, { runId: runIdOf(file) });
  return {
    run,
    /** How far the file is read, in bytes; unknown while it is not open, and of gzip. */
    bytes: () => ({ read: position(source), size: source?.total }),
  };
}

/**
 * The work on one row: put yours here. What it throws or rejects with is the failure of that row.
 * @param {unknown} row an object of a CSV file, any value of JSON Lines
 */
async function fingerprint(row) {
  const { email } = Object(row);
  if (typeof email === 'string' && !email.includes('@')) throw new Error('email without @');
  const bytes = utf8.encode(JSON.stringify(row));
  // The browser computes this in threads of its own.
  const key = await crypto.subtle.importKey('raw', bytes, 'PBKDF2', false, ['deriveBits']);
  const bits = await crypto.subtle.deriveBits(derivation, key, 256);
  return Array.from(new Uint8Array(bits), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @param {string} name */
export function isReadable(name) {
  return /\.(csv|jsonl|ndjson)(\.gz)?$/i.test(name);
}

/**
 * @param {File} file
 * @returns {import('sluice/sources').SourceFactory<unknown>}
 */
function readerOf(file) {
  return /\.csv(\.gz)?$/i.test(file.name) ? readCsv(file) : readJsonLines(file);
}

/** @param {import('sluice').PullSource<unknown> | undefined} source */
function position(source) {
  const cursor = /** @type {import('sluice/sources').Cursor | undefined} */ (source?.position?.());
  return cursor?.byte;
}
