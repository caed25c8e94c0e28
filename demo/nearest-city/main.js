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

const EXIT = { ok: 0, wrong: 1, usage: 2, withFailures: 3, interrupted: 130 };
const PLAIN_LOOP_DURATION = 1_500;
const LONG_RUN = 60_000; // ms left from which on the user is told of a way out
const RATE_IS_KNOWN_AFTER = 3_000;

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const isUsage = error instanceof UsageError;
  console.error(isUsage ? `${error.message}\n\n${usage}` : error);
  process.exitCode = isUsage ? EXIT.usage : EXIT.wrong;
}

/** @param {string[]} args */
async function main(args) {
  const options = parseOptions(args);
  if (options.help) {
    console.log(usage);
    return EXIT.ok;
  }
  const rows = loadRows(options.limit);
  const service = await startService(options);
  try {
    return await run(rows, new Client(service.url), options);
  } finally {
    service.stop();
  }
}

/**
 * @param {ReturnType<typeof loadRows>} rows
 * @param {Client} client
 * @param {import('./options.js').Options} options
 */
async function run(rows, client, { chunk: chunkSize, concurrency }) {
  const total = rows.length;
  const tally = new Tally(total);
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
    total,
    onProgress: noticingLongRuns(bar),
  })
    .pipe(takeUntil(interrupt$))
    .forEach((result) => tally.add(result))
    .finally(() => bar.end());

  const duration = performance.now() - start;
  if (interrupted) {
    console.error(
      `Stopped after ${count(tally.settled)} of ${count(total)} places in ${time(duration)}.`,
    );
    return EXIT.interrupted;
  }

  const rss = { before: rssBefore, after: process.memoryUsage.rss() };
  const heldBound = Math.min(total, boundOfHeld(chunkSize, concurrency));
  const wrong = wrongAnswers(tally.sample, loadLargeCities());
  console.log(`\n${runReport(tally, { duration, requests: client.requests, heldBound, rss })}`);
  console.log(`\n${remotestReport(tally)}`);
  console.log(`\n${checkReport(tally.sample.length, wrong.length)}`);

  const loopTimes = [];
  for (const loops of new Set([1, concurrency])) {
    const options = { client, chunkSize, loops, duration: PLAIN_LOOP_DURATION };
    loopTimes.push({ loops, time: await timePlainLoop(readPlaces(rows), options) });
  }
  console.log(`\n${plainLoopReport(loopTimes, total)}`);

  if (wrong.length > 0) return EXIT.wrong;
  return tally.failed > 0 ? EXIT.withFailures : EXIT.ok;
}

/**
 * What may be held: each lane has a chunk, one more is prefetched, one is being filled, and one
 * place is being read.
 * @param {number} chunkSize
 * @param {number} concurrency
 */
function boundOfHeld(chunkSize, concurrency) {
  const prefetch = 1; // the default of processChunks
  return (concurrency + prefetch + 1) * chunkSize + 1;
}

/**
 * Shows progress on the bar, and says it once when the rest would take long.
 * @param {ProgressBar} bar
 * @returns {(progress: import('sluice').Progress) => void}
 */
function noticingLongRuns(bar) {
  let noticed = false;
  return (progress) => {
    bar.show(progress);
    const { elapsed, total = 0, rate, remaining } = progress;
    if (noticed || elapsed < RATE_IS_KNOWN_AFTER || !remaining || remaining.low < LONG_RUN) return;
    noticed = true;
    bar.note(
      `At ${count(rate)} places/s all ${count(total)} take ${time((total / rate) * 1000)}. ` +
        'Ctrl-C ends cleanly; --limit 2000 shows the same rate sooner.',
    );
  };
}
