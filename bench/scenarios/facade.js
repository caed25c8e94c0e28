// @ts-check
import { BatchProcessor, chunkBy, fromSource, memoryStore, processChunks } from 'sluice';
import { arrayOf, total } from '../fixtures.js';
import { printTable } from '../report.js';
import { median, orderOf } from '../rounds.js';

export const title =
  'CPU of BatchProcessor with progress, stats and memoryStore, beside the bare operators, no-op work';
export const rounds = 31;

const LANES = 4;
const AA_LIMIT = 10;
/** What the facade may add: microseconds of CPU for a chunk, and for an item. */
const PER_CHUNK = 2;
const PER_ITEM = 0.06;
const WARM = 30;
const SIZES = [
  { chunk: 1, items: 20_000 },
  { chunk: 10, items: 200_000 },
  { chunk: 100, items: 500_000 },
  { chunk: 1000, items: 1_000_000 },
];

/** @param {readonly number[]} items */
const work = (items) => items;

/**
 * @param {readonly number[]} targets
 * @param {number} chunk
 */
function operators(targets, chunk) {
  const result$ = fromSource(targets).pipe(
    chunkBy(chunk),
    processChunks(work, { concurrency: LANES }),
  );
  return total(result$, ({ values }) => values.length);
}

/**
 * @param {readonly number[]} targets
 * @param {number} chunk
 */
async function facade(targets, chunk) {
  const processor = new BatchProcessor({ chunkSize: chunk, maxConcurrentChunks: LANES });
  let told = 0;
  processor.progressTracker.addCallback(({ done }) => {
    told = done;
  });
  const run = processor.processChunks(targets, work, { store: memoryStore(), runId: 'bench' });
  const { stats } = await run.done;
  return told === stats.done ? stats.done : -1;
}

/**
 * Microseconds of CPU, of all threads: what the collector does for it is part of the price. Nothing is
 * collected by force in between, since that drops the compiled code, whose making would be measured.
 * @param {() => Promise<number>} way
 * @param {number} expected
 */
async function cpu(way, expected) {
  const before = process.cpuUsage();
  const got = await way();
  const { user, system } = process.cpuUsage(before);
  if (got !== expected) throw new Error(`gave ${got}, expected ${expected}`);
  return user + system;
}

/** @param {import('../run.js').Bench} bench */
export async function run({ rounds, size, verdicts }) {
  const rows = [];
  const judged = [];
  for (const { chunk, items } of SIZES) {
    const count = size(items);
    const targets = arrayOf(count);
    const ways = [
      { way: () => operators(targets, chunk), samples: /** @type {number[]} */ ([]) },
      { way: () => operators(targets, chunk), samples: /** @type {number[]} */ ([]) },
      { way: () => facade(targets, chunk), samples: /** @type {number[]} */ ([]) },
    ];
    for (let i = 0; i < WARM; i++) for (const { way } of ways) await cpu(way, count);
    for (let round = 0; round < rounds; round++) {
      for (const { way, samples } of orderOf(ways, round)) samples.push(await cpu(way, count));
    }
    const [bare, twin, whole] = ways.map(({ samples }) => median(samples));
    const chunks = count / chunk;
    const extra = whole - Math.min(bare, twin);
    const allowed = PER_CHUNK * chunks + PER_ITEM * count;
    // How far two that do the same lie apart, of what is judged.
    const noise = (Math.abs(bare - twin) / allowed) * 100;
    rows.push([
      `chunks of ${chunk}`,
      ...[bare, whole, extra, allowed].map((us) => (us / 1000).toFixed(1)),
      (extra / chunks).toFixed(2),
      ((extra * 1000) / count).toFixed(1),
    ]);
    judged.push({ chunk, share: extra / allowed, noise });
  }
  printTable(['', 'bare ms', 'facade ms', 'adds ms', 'may add ms', 'us/chunk', 'ns/item'], rows);
  for (const { chunk, share, noise } of judged) {
    verdicts.limit({
      what: `CPU added, of ${PER_CHUNK} us a chunk and ${PER_ITEM * 1000} ns an item, chunks of ${chunk}`,
      value: share,
      max: 1,
      unit: ' x',
      noise,
      aaLimit: AA_LIMIT,
    });
  }
}
