// @ts-check
import { PromisePool } from '@supercharge/promise-pool';
// @ts-expect-error it ships no types
import async from 'async';
import { Effect } from 'effect';
import fastq from 'fastq';
import { from as fromIx } from 'ix/asynciterable';
import { flatMap } from 'ix/asynciterable/operators';
import pLimit from 'p-limit';
import pMap from 'p-map';
import PQueue from 'p-queue';
import { from, mergeMap } from 'rxjs';
import { arrayOf, itself, peer, sumOf, sumTo, total } from './fixtures.js';
import { grouped } from './report.js';

/** @typedef {import('./harness.js').Contestant} Contestant */
/** @typedef {(value: number) => Promise<number>} Work */

/**
 * The ways to run a function of one item, so many at once. Each in the fastest form that its own
 * documentation shows for a function that returns a promise; each must arrive at the sum.
 * `size` is the most that it does in about three seconds and one gigabyte; `every` spares the slow ones rounds.
 * @type {readonly { name: string, size: number, every?: number,
 *   run: (list: number[], work: Work, lanes: number) => Promise<number> }[]}
 */
const ways = [
  {
    name: `${peer('async')} eachLimit`,
    size: 3_000_000,
    run: async (list, work, lanes) => {
      let sum = 0;
      const add = (/** @type {number} */ value) => {
        sum += value;
      };
      await async.eachLimit(
        list,
        lanes,
        async.asyncify((/** @type {number} */ n) => work(n).then(add)),
      );
      return sum;
    },
  },
  {
    name: `${peer('async')} mapLimit`,
    size: 3_000_000,
    run: async (list, work, lanes) =>
      sumOf(await async.mapLimit(list, lanes, async (/** @type {number} */ n) => work(n))),
  },
  {
    name: peer('p-map'),
    size: 3_000_000,
    run: async (list, work, lanes) => sumOf(await pMap(list, work, { concurrency: lanes })),
  },
  {
    name: peer('@supercharge/promise-pool'),
    size: 3_000_000,
    every: 3,
    run: async (list, work, lanes) =>
      sumOf(
        /** @type {number[]} */ (
          (await PromisePool.for(list).withConcurrency(lanes).process(work)).results
        ),
      ),
  },
  {
    name: `${peer('effect')} Effect.forEach`,
    size: 3_000_000,
    every: 3,
    run: async (list, work, lanes) => {
      const each = (/** @type {number} */ n) => Effect.promise(() => work(n));
      return sumOf(await Effect.runPromise(Effect.forEach(list, each, { concurrency: lanes })));
    },
  },
  {
    name: `${peer('fastq')} fastq.promise`,
    size: 500_000,
    every: 3,
    run: async (list, work, lanes) => {
      const queue = fastq.promise(work, lanes);
      return sumOf(await Promise.all(list.map((n) => queue.push(n))));
    },
  },
  {
    name: `${peer('p-limit')} limit.map`,
    size: 500_000,
    every: 3,
    run: async (list, work, lanes) => sumOf(await pLimit(lanes).map(list, work)),
  },
  {
    name: `${peer('p-queue')} addAll`,
    size: 500_000,
    every: 3,
    run: async (list, work, lanes) =>
      sumOf(await new PQueue({ concurrency: lanes }).addAll(list.map((n) => () => work(n)))),
  },
  {
    name: `${peer('ix')} flatMap`,
    size: 100_000,
    every: 3,
    run: async (list, work, lanes) => {
      let sum = 0;
      for await (const value of fromIx(list).pipe(flatMap(work, lanes))) sum += value;
      return sum;
    },
  },
  ...[5_000, 20_000, 50_000].map((size) => ({
    name: `${peer('rxjs')} mergeMap`,
    size,
    run: (/** @type {number[]} */ list, /** @type {Work} */ work, /** @type {number} */ lanes) =>
      total(from(list).pipe(mergeMap(work, lanes)), itself),
  })),
];

/**
 * @param {{ work: Work, lanes: number, size: (count: number) => number }} job
 * @returns {Contestant[]}
 */
export const peersOf = ({ work, lanes, size }) =>
  ways.map(({ name, size: most, every, run }) => {
    const list = arrayOf(size(most));
    const items = list.length;
    return {
      name: `${name}, ${grouped(items)}`,
      items,
      every,
      expect: sumTo(items),
      run: () => run(list, work, lanes),
    };
  });
