// @ts-check
import { fromEvent, take, takeUntil, tap } from 'rxjs';
import { Client } from './client.js';
import { loadLargeCities, loadRows, readPlaces } from './data.js';
import { count, time } from './format.js';
import { parseOptions, usage, UsageError } from './options.js';
import { findNearestCities } from './pipeline.js';
import { timePlainLoop } from './plain-loop.js';
import { ProgressBar } from './progress-bar.js';
import { checkReport, plainLoopReport, remotestReport, runReport } from './report.js';
import { wrongAnswers } from './sample-check.js';
import { startService } from './start-service.js';
import { Tally } from './tally.js';

/** @typedef {import('./options.js').Options} Options */
/** @typedef {ReturnType<typeof loadRows>} Rows */

const EXIT = { ok: 0, wrong: 1, usage: 2, withFailures: 3, interrupted: 130 };
const PLAIN_LOOP_DURATION = 1_500;
const LONG_RUN = 60_000; // ms left from which on the user is told of a way out
const RATE_IS_KNOWN_AFTER = 3_000;

try {
  process.exitCode = await main(parseOptions(process.argv.slice(2)));
} catch (error) {
  const isUsage = error instanceof UsageError;
  console.error(isUsage ? `${error.message}\n\n${usage}` : error);
  process.exitCode = isUsage ? EXIT.usage : EXIT.wrong;
}

/** @param {Options} options */
async function main(options) {
  if (options.help) {
    console.log(usage);
    return EXIT.ok;
  }
  const rows = loadRows(options.limit);
  const service = await startService(options);
  try {
    const client = new Client(service.url);
    const run = await processAll(rows, client, options);
    if (run.interrupted) {
      const { tally, duration } = run;
      const progress = `${count(tally.settled)} of ${count(tally.total)} places`;
      console.error(`Stopped after ${progress} in ${time(duration)}.`);
      return EXIT.interrupted;
    }
    console.log(`\n${runReport({ ...run, requests: client.requests })}`);
    console.log(`\n${remotestReport(run.tally)}`);

    const wrong = wrongAnswers(run.tally.sample, loadLargeCities());
    console.log(`\n${checkReport(run.tally.sample.length, wrong.length)}`);

    const loopTimes = await timePlainLoops(rows, client, options);
    console.log(`\n${plainLoopReport(loopTimes, rows.length)}`);

    if (wrong.length > 0) return EXIT.wrong;
    return run.tally.failed > 0 ? EXIT.withFailures : EXIT.ok;
  } finally {
    service.stop();
  }
}

/**
 * Runs the pipeline to its end, or to Ctrl-C, which unsubscribes and so aborts what is in flight.
 * @param {Rows} rows
 * @param {Client} client
 * @param {Options} options
 */
async function processAll(rows, client, { chunk: chunkSize, concurrency }) {
  const tally = new Tally(rows.length);
  const bar = new ProgressBar();
  const rssBefore = process.memoryUsage.rss();
  const start = performance.now();

  let interrupted = false;
  const interrupt$ = fromEvent(process, 'SIGINT').pipe(
    take(1),
    tap(() => (interrupted = true)),
  );

  await findNearestCities(tally.counting(readPlaces(rows)), {
    client,
    chunkSize,
    concurrency,
    total: rows.length,
    onProgress: showOn(bar),
  })
    .pipe(takeUntil(interrupt$))
    .forEach((result) => tally.add(result))
    .finally(() => bar.end());

  return {
    tally,
    interrupted,
    chunkSize,
    concurrency,
    duration: performance.now() - start,
    rss: { before: rssBefore, after: process.memoryUsage.rss() },
  };
}

/**
 * Shows progress on the bar, and says it once when the rest would take long.
 * @param {ProgressBar} bar
 * @returns {(progress: import('sluice').Progress) => void}
 */
function showOn(bar) {
  let noted = false;
  return (progress) => {
    bar.show(progress);
    const { elapsed, total = 0, rate, remaining } = progress;
    if (noted || elapsed < RATE_IS_KNOWN_AFTER || !remaining || remaining.low < LONG_RUN) return;
    noted = true;
    bar.note(
      `At ${count(rate)} places/s all ${count(total)} take ${time((total / rate) * 1000)}. ` +
        'Ctrl-C ends cleanly; --limit 2000 shows the same rate sooner.',
    );
  };
}

/**
 * @param {Rows} rows
 * @param {Client} client
 * @param {Options} options
 */
async function timePlainLoops(rows, client, { chunk: chunkSize, concurrency }) {
  const times = [];
  for (const loops of new Set([1, concurrency])) {
    const options = { client, chunkSize, loops, duration: PLAIN_LOOP_DURATION };
    times.push({ loops, time: await timePlainLoop(readPlaces(rows), options) });
  }
  return times;
}
