// @ts-check
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { sqliteStore } from 'sluice/sqlite';
import { measure } from '../harness.js';
import { printFigures } from '../report.js';

export const title = 'chunks of 100 records of 200 B into SQLite, beside a row for each';
export const rounds = 9;

const CHUNK = 100;
const AA_LIMIT = 10;
const LEAST = 1.5;

/** @typedef {'power' | 'process'} Durability */

/** @param {number} count */
const chunksOf = (count) =>
  Array.from({ length: count }, (_, c) =>
    Array.from({ length: CHUNK }, (_, i) => {
      const id = c * CHUNK + i;
      const url = `https://example.org/items/${id}/details`;
      return { id, name: `target number ${id}`, url, score: id * 1.37, note: 'x'.repeat(80) };
    }),
  );

/**
 * What one would write by hand: a prepared statement, a row for each item, a transaction for each chunk.
 * @param {string} dir
 * @param {readonly unknown[][]} chunks
 * @param {Durability} durability
 */
function byHand(dir, chunks, durability) {
  const database = new Database(join(dir, 'by-hand.db'));
  database.pragma('journal_mode = WAL');
  database.pragma(`synchronous = ${durability === 'power' ? 'FULL' : 'NORMAL'}`);
  database.exec('CREATE TABLE results (position INTEGER PRIMARY KEY, value TEXT)');
  const put = database.prepare('INSERT INTO results VALUES (?, ?)');
  let items = 0;
  const store = database.transaction((/** @type {readonly unknown[]} */ values) => {
    for (const value of values) put.run(items++, JSON.stringify(value));
  });
  for (const values of chunks) store(values);
  database.close();
  return items;
}

/**
 * As many appends on their way as the store takes, which is what `storeTo` does.
 * @param {string} dir
 * @param {readonly unknown[][]} chunks
 * @param {Durability} durability
 */
async function stored(dir, chunks, durability) {
  const writer = await sqliteStore(join(dir, 'runs.db'), { durability }).open({
    runId: 'bench',
    fingerprint: { identity: 'position' },
    resume: true,
  });
  const failures = new Map();
  let next = 0;
  let items = 0;
  const lane = async () => {
    while (next < chunks.length) {
      const start = next * CHUNK;
      const values = chunks[next++];
      await writer.append({ ranges: [[start, start + values.length]], values, failures });
      items += values.length;
    }
  };
  await Promise.all(Array.from({ length: writer.concurrency ?? 1 }, lane));
  await writer.close('open');
  return items;
}

/** @param {import('../run.js').Bench} bench */
export async function run({ rounds, quick, size, verdicts }) {
  for (const durability of /** @type {const} */ (['power', 'process'])) {
    const chunks = chunksOf(size(500));
    const hand = `a row each, ${durability}`;
    const store = `sqliteStore, ${durability}`;
    const contestants = [hand, store].map((name) => ({
      name,
      items: chunks.length * CHUNK,
      chunks: chunks.length,
      expect: chunks.length * CHUNK,
      twin: true,
      run: async () => {
        const dir = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
        try {
          if (name === hand) return byHand(dir, chunks, durability);
          return await stored(dir, chunks, durability);
        } finally {
          rmSync(dir, { recursive: true });
        }
      },
    }));
    const measured = await measure(contestants, { rounds, aaLimit: AA_LIMIT, extend: !quick });
    printFigures(measured, { floor: hand, aaLimit: AA_LIMIT });
    verdicts.limit({
      what: `throughput, ${durability}: sqliteStore / a row each`,
      value: measured.of(hand).median / measured.of(store).median,
      min: LEAST,
      unit: ' x',
      noise: measured.noise,
      aaLimit: AA_LIMIT,
    });
  }
}
