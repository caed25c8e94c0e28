// @ts-check
import { bufferCount, from, Subject } from 'rxjs';
import { chunkBy, fromSource } from 'sluice';
import { arrayOf, peer, sumTo, total } from '../fixtures.js';
import { measure } from '../harness.js';
import { printFigures } from '../report.js';

export const title = 'chunkBy(1000) on pushed numbers, and on an array';
export const rounds = 9;

const CHUNK = 1000;
const AA_LIMIT = 5;
const BARE = 'Subject, one subscriber (floor)';
const SLICES = 'a loop of slices (floor)';
const BUFFER = `${peer('rxjs')} bufferCount`;

/**
 * Pushes 0 .. count - 1 through the operators, and gives what the subscriber saw.
 * @template T
 * @param {number} count
 * @param {(pushed$: Subject<number>) => import('rxjs').Observable<T>} operators
 * @param {(value: T) => number} take
 */
function push(count, operators, take) {
  const pushed$ = new Subject();
  let seen = 0;
  operators(pushed$).subscribe((value) => {
    seen += take(value);
  });
  for (let i = 0; i < count; i++) pushed$.next(i);
  pushed$.complete();
  return seen;
}

/** What a subscriber does with a chunk: it proves length and place without a loop over the items. */
const proof = (/** @type {readonly number[]} */ items) =>
  ((items[0] + items[items.length - 1]) * items.length) / 2;

/** @param {import('../run.js').Bench} bench */
async function pushed({ rounds, quick, size, verdicts }) {
  const items = size(5_000_000);
  const chunks = items / CHUNK;
  const expect = sumTo(items);
  const measured = await measure(
    [
      {
        name: BARE,
        items,
        chunks,
        expect,
        twin: true,
        run: () =>
          push(
            items,
            (it$) => it$,
            (value) => value,
          ),
      },
      {
        name: 'sluice chunkBy',
        items,
        chunks,
        expect,
        twin: true,
        run: () =>
          push(
            items,
            (it$) => it$.pipe(chunkBy(CHUNK)),
            (chunk) => proof(chunk.items),
          ),
      },
      {
        name: BUFFER,
        items,
        chunks,
        expect,
        run: () => push(items, (it$) => it$.pipe(bufferCount(CHUNK)), proof),
      },
    ],
    { rounds, aaLimit: AA_LIMIT, extend: !quick },
  );
  printFigures(measured, { floor: BARE, aaLimit: AA_LIMIT });
  const { of, noise } = measured;
  const ratio = of('sluice chunkBy').median / of(BARE).median;
  verdicts.limit({
    what: 'chunkBy / bare Subject',
    value: ratio,
    max: 1.35,
    unit: ' x',
    noise,
    aaLimit: AA_LIMIT,
  });
  console.log(
    `  no limit: bufferCount / bare Subject: ${(of(BUFFER).median / of(BARE).median).toFixed(2)} x`,
  );
}

/** @param {import('../run.js').Bench} bench */
async function fromArray({ rounds, quick, size, verdicts }) {
  const list = arrayOf(size(10_000_000));
  const both = { items: list.length, chunks: list.length / CHUNK, expect: sumTo(list.length) };
  const slices = () => {
    let seen = 0;
    for (let i = 0; i < list.length; i += CHUNK) seen += proof(list.slice(i, i + CHUNK));
    return seen;
  };
  const measured = await measure(
    [
      { ...both, name: SLICES, twin: true, run: slices },
      {
        ...both,
        name: 'sluice fromSource, chunkBy',
        twin: true,
        run: () => total(fromSource(list).pipe(chunkBy(CHUNK)), (chunk) => proof(chunk.items)),
      },
      {
        ...both,
        name: `${peer('rxjs')} from, bufferCount`,
        run: () => total(from(list).pipe(bufferCount(CHUNK)), proof),
      },
    ],
    { rounds, aaLimit: AA_LIMIT, extend: !quick },
  );
  printFigures(measured, { floor: SLICES, aaLimit: AA_LIMIT });
  const { figures, noise } = measured;
  const faster = figures[2].median / figures[1].median;
  const what = 'from, bufferCount / fromSource, chunkBy';
  verdicts.limit({ what, value: faster, min: 20, unit: ' x', noise, aaLimit: AA_LIMIT });
}

/** @param {import('../run.js').Bench} bench */
export async function run(bench) {
  console.log('  pushed by a Subject');
  await pushed(bench);
  console.log('  pulled from an array');
  await fromArray(bench);
}
