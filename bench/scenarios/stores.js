// @ts-check
import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { encode } from 'cborg';
import { binaryStore, jsonLinesStore } from 'sluice/node';
import { measure } from '../harness.js';
import { chunksOf } from '../records.js';
import { printFigures } from '../report.js';

export const title = 'chunks of 100 records of 200 B, each stored before the next';
export const rounds = 9;

const CHUNK = 100;
const AA_LIMIT = 5;
const LEAST = 0.92;
const RUN = /** @type {const} */ ({
  runId: 'bench',
  fingerprint: { identity: 'position' },
  resume: true,
});

/** @typedef {'power' | 'process'} Durability */

/**
 * What one would write by hand: a line of JSON, or a frame of CBOR, with a checksum for each chunk, in
 * one file.
 * @param {string} dir
 * @param {readonly unknown[][]} chunks
 * @param {Durability} durability
 * @param {(chunk: unknown) => Uint8Array} bytesOf
 */
async function byHand(dir, chunks, durability, bytesOf) {
  const file = await open(join(dir, 'by-hand'), 'wx');
  let items = 0;
  for (const values of chunks) {
    const bytes = bytesOf({ start: items, values });
    const sum = crc32(bytes).toString(16).padStart(8, '0');
    await file.write(Buffer.concat([Buffer.from(`${sum} `), bytes, Buffer.from('\n')]));
    if (durability === 'power') await file.datasync();
    items += values.length;
  }
  await file.close();
  return items;
}

/**
 * @param {import('sluice').ResultStore} store
 * @param {readonly unknown[][]} chunks
 * @param {number} lanes appends on their way at once
 */
async function stored(store, chunks, lanes) {
  const writer = await store.open(RUN);
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
  await Promise.all(Array.from({ length: lanes }, lane));
  await writer.close('open');
  return items;
}

/** @param {unknown} chunk */
const json = (chunk) => Buffer.from(JSON.stringify(chunk));

/** The members in their order, as the store has them: cborg would sort them. */
const IN_ORDER = { mapSorter: () => 0 };

const KINDS = /** @type {const} */ ([
  { name: 'jsonLinesStore', make: jsonLinesStore, bytesOf: json },
  {
    name: 'binaryStore',
    make: binaryStore,
    bytesOf: (/** @type {unknown} */ chunk) => encode(chunk, IN_ORDER),
  },
]);

/** @param {import('../run.js').Bench} bench */
export async function run(bench) {
  for (const kind of KINDS) {
    for (const durability of /** @type {const} */ (['power', 'process'])) {
      await compare(bench, kind, durability);
    }
  }
}

/**
 * @param {import('../run.js').Bench} bench
 * @param {typeof KINDS[number]} kind
 * @param {Durability} durability
 */
async function compare({ rounds, quick, size, verdicts }, { name, make, bytesOf }, durability) {
  const chunks = chunksOf(size(durability === 'power' ? 1000 : 4000), CHUNK);
  const items = chunks.length * CHUNK;
  /** @type {Record<string, (dir: string) => Promise<number>>} */
  const ways = {
    [`by hand for ${name}, ${durability}`]: (dir) => byHand(dir, chunks, durability, bytesOf),
    [`${name}, ${durability}`]: (dir) => stored(make(dir, { durability }), chunks, 1),
    [`${name}, ${durability}, 16 at once`]: (dir) => stored(make(dir, { durability }), chunks, 16),
  };
  const [hand, one, many] = Object.keys(ways);
  const contestants = Object.entries(ways).map(([title, way]) => ({
    name: title,
    items,
    chunks: chunks.length,
    expect: items,
    twin: title !== many,
    run: async () => {
      const dir = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
      try {
        return await way(dir);
      } finally {
        rmSync(dir, { recursive: true });
      }
    },
  }));
  const measured = await measure(contestants, { rounds, aaLimit: AA_LIMIT, extend: !quick });
  printFigures(measured, { floor: hand, aaLimit: AA_LIMIT });
  verdicts.limit({
    what: `throughput, ${durability}: ${name} / by hand`,
    value: measured.of(hand).median / measured.of(one).median,
    min: LEAST,
    unit: ' x',
    noise: measured.noise,
    aaLimit: AA_LIMIT,
  });
}
