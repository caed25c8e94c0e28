// @ts-check
// @ts-expect-error it ships no types
import async from 'async';
import { fromSource, mapConcurrent } from 'sluice';
import { arrayOf, itself, peer, sumTo, total } from '../fixtures.js';
import { measure } from '../harness.js';
import { peersOf } from '../peers.js';
import { printFigures } from '../report.js';

export const title = 'mapConcurrent, 3,000,000 resolved promises, 64 at once';
export const rounds = 9;

const LANES = 64;
const AA_LIMIT = 5;
const FLOOR = '64 async loops, one index (floor)';
const TENTH = 'sluice, a tenth';
const TENTH_FLOOR = '64 async loops, a tenth';
const CALLBACKS = `${peer('async')} eachLimit, by callback`;

const work = (/** @type {number} */ value) => Promise.resolve(value);

/** What one would write by hand, without errors, order, memory or an end in mind. @param {number[]} list */
async function lanes(list) {
  let next = 0;
  let sum = 0;
  const lane = async () => {
    while (next < list.length) {
      const value = await work(list[next++]);
      sum += value;
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return sum;
}

/** @param {number[]} list */
const concurrent = (list) =>
  total(fromSource(list).pipe(mapConcurrent(work, { concurrency: LANES })), itself);

/** The promise turned into a callback by hand: not the API for promises, and the least that can be paid. */
async function byCallback(/** @type {number[]} */ list) {
  let sum = 0;
  await async.eachLimit(
    list,
    LANES,
    (/** @type {number} */ n, /** @type {(error?: unknown) => void} */ done) => {
      work(n).then((value) => {
        sum += value;
        done();
      }, done);
    },
  );
  return sum;
}

/** @param {import('../run.js').Bench} bench */
export async function run({ rounds, quick, size, verdicts }) {
  const list = arrayOf(size(3_000_000));
  const tenth = arrayOf(size(300_000));
  const whole = { items: list.length, expect: sumTo(list.length) };
  const part = { items: tenth.length, expect: sumTo(tenth.length) };
  const peers = peersOf({ work, lanes: LANES, size });
  const measured = await measure(
    [
      { ...whole, name: FLOOR, run: () => lanes(list), twin: true },
      { ...whole, name: 'sluice', run: () => concurrent(list), twin: true },
      { ...part, name: TENTH_FLOOR, run: () => lanes(tenth) },
      { ...part, name: TENTH, run: () => concurrent(tenth) },
      { ...whole, name: CALLBACKS, run: () => byCallback(list) },
      ...peers,
    ],
    { rounds, aaLimit: AA_LIMIT, extend: !quick },
  );
  printFigures(measured, { floor: FLOOR, aaLimit: AA_LIMIT });

  const { of, noise } = measured;
  const sluice = of('sluice');
  const judged = { noise, aaLimit: AA_LIMIT };
  const times = ' x';
  verdicts.limit({
    ...judged,
    what: 'sluice / floor',
    value: sluice.median / of(FLOOR).median,
    max: 2.5,
    goal: 2,
    unit: times,
  });
  const linear = of(FLOOR).median / of(TENTH_FLOOR).median;
  const grows = sluice.median / of(TENTH).median;
  const what = `t(3M) / t(300k), where the loops have ${linear.toFixed(2)}`;
  verdicts.limit({ ...judged, what, value: grows, max: Math.max(11, linear * 1.1), unit: times });
  for (const { name } of peers) {
    const faster = of(name).perItem / sluice.perItem;
    const what = `${name} / sluice, per item`;
    verdicts.limit({
      ...judged,
      what,
      value: faster,
      min: name.startsWith('p-map') ? 2 : 1,
      unit: times,
    });
  }
  const share = sluice.perItem / of(CALLBACKS).perItem;
  console.log(
    `  no limit: sluice / ${CALLBACKS}: ${share.toFixed(2)} x (a function with a callback, not one that returns a promise)`,
  );
}
