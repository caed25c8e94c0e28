// @ts-check
import { bufferCount, from, mergeMap } from 'rxjs';
import { setTimeout as later } from 'node:timers/promises';
import { chunkBy, fromSource, processChunks, trackProgress } from 'sluice';
import { numbers, numbersLater, peer, total } from '../fixtures.js';
import { settle } from '../harness.js';
import { grouped, printTable } from '../report.js';
import { median, orderOf } from '../rounds.js';
import { startTicker } from '../ticker.js';

export const title = 'the longest block of the event loop while 10,000,000 items run';
export const rounds = 5;

const CHUNK = 1000;
const LANES = 4;
const LIMIT = 25;
/** An idle loop that stalls for longer than this says that the machine, not the code, holds it up. */
const IDLE_LIMIT = LIMIT / 2;

const nothing = () => undefined;
const resolved = () => Promise.resolve();

/** @typedef {() => Iterable<number> | AsyncIterable<number>} Source */

/** @param {Source} source @param {() => undefined | Promise<void>} work */
const through = (source, work) =>
  total(
    fromSource(source).pipe(
      chunkBy(CHUNK),
      processChunks(work, { concurrency: LANES }),
      trackProgress({ next: nothing }),
    ),
    (result) => result.chunk.items.length,
  );

/** @param {number} count */
const plain = (count) =>
  total(
    from(numbers(count)).pipe(
      bufferCount(CHUNK),
      mergeMap((items) => resolved().then(() => items), LANES),
    ),
    (items) => items.length,
  );

/**
 * @typedef {object} Case
 * @property {string} name
 * @property {() => Promise<number>} run gives the number of items that came out
 * @property {boolean} [judged]
 */

/** @param {number} count @returns {Case[]} */
const casesOf = (count) => [
  // The twin: the same ticker for as long, with nothing beside it.
  { name: 'idle', run: () => later(500, count) },
  {
    name: 'generator, sync work',
    judged: true,
    run: () => through(() => numbers(count), nothing),
  },
  {
    name: 'generator, resolved promises',
    judged: true,
    run: () => through(() => numbers(count), resolved),
  },
  {
    name: 'resolved async generator',
    judged: true,
    run: () => through(() => numbersLater(count), nothing),
  },
  { name: `${peer('rxjs')} from, bufferCount, mergeMap`, run: () => plain(count) },
];

/** @param {import('../run.js').Bench} bench */
export async function run({ rounds, size, verdicts }) {
  const count = size(10_000_000);
  const cases = casesOf(count).map((one) => ({
    ...one,
    blocks: /** @type {number[]} */ ([]),
    times: /** @type {number[]} */ ([]),
  }));
  for (let round = 0; round < rounds; round++) {
    for (const { name, run, blocks, times } of orderOf(cases, round)) {
      await settle();
      const start = performance.now();
      const ticker = startTicker();
      const seen = await run();
      blocks.push(ticker.stop());
      times.push(performance.now() - start);
      if (seen !== count) throw new Error(`${name}: ${seen} items came out, expected ${count}`);
    }
  }
  printTable(
    [
      `longest block, ms (${rounds} rounds)`,
      'median',
      'min .. max',
      'ran ms',
      'ns/item',
      'us/chunk',
    ],
    cases.map(({ name, blocks, times }) => {
      const ms = median(times);
      const figures =
        name === 'idle'
          ? ['', '']
          : [((ms * 1e6) / count).toFixed(1), ((ms * 1e3 * CHUNK) / count).toFixed(1)];
      const spread = `${Math.min(...blocks).toFixed(1)} .. ${Math.max(...blocks).toFixed(1)}`;
      return [name, median(blocks).toFixed(1), spread, grouped(ms), ...figures];
    }),
  );
  const still = median(cases[0].blocks);
  const unsure = still > IDLE_LIMIT ? `an idle loop stalls for ${still.toFixed(1)} ms` : undefined;
  for (const { name, judged, blocks } of cases) {
    if (judged)
      verdicts.limit({
        what: `longest block, ${name}`,
        value: median(blocks),
        max: LIMIT,
        unit: ' ms',
        unsure,
      });
  }
}
