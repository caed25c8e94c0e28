// @ts-check
import { takeUntil, tap } from 'rxjs';
import { exitCodeOf, jsonLinesStore, SignalReceivedError, stopSignals } from 'sluice/node';
import { Client } from './client.js';
import { loadLargeCities, loadRows, readPlaces } from './data.js';
import { count, time } from './format.js';
import { Held } from './held.js';
import { parseOptions, usage, UsageError } from './options.js';
import { findNearestCities } from './pipeline.js';
import { timePlainLoop } from './plain-loop.js';
import { ProgressBar } from './progress-bar.js';
import {
  checkReport,
  doneReport,
  outcomeReport,
  plainLoopReport,
  remotestReport,
  runReport,
} from './report.js';
import { wrongAnswers } from './sample-check.js';
import { startService } from './start-service.js';
import { Tally } from './tally.js';

/** @typedef {import('./options.js').Options} Options */
/** @typedef {ReturnType<typeof loadRows>} Rows */
/** @typedef {import('sluice').ResultStore} Store */

const EXIT = { ok: 0, wrong: 1, usage: 2, withFailures: 3 };
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
  const store = jsonLinesStore(options.dir);
  // Another input is another run.
  const runId = options.limit === undefined ? 'nearest-city' : `nearest-city-${options.limit}`;

  const found = await findRun(store, runId, options.fresh);
  if (found?.state === 'completed') {
    console.log(doneReport(found, options.dir));
    return report(await readTally(store, runId, rows));
  }

  const service = await startService(options);
  try {
    const client = new Client(service.url);
    const stored = found?.items ?? 0;
    if (stored > 0) {
      console.error(`Going on: ${count(stored)} of ${count(rows.length)} places are stored.`);
    }
    const run = await processAll(rows, { ...options, client, store, runId, stored });
    if (run.signals.length > 0) return reportStop(run, stored, rows.length);

    console.log(`\n${runReport({ ...run, client })}`);
    const code = report(await readTally(store, runId, rows));

    const loopTimes = await timePlainLoops(rows, client, options);
    console.log(`\n${plainLoopReport(loopTimes, rows.length)}`);
    return code;
  } finally {
    service.stop();
  }
}

/**
 * What an earlier start has stored; undefined where there is nothing, or it is to be forgotten.
 * @param {Store} store
 * @param {string} runId
 * @param {boolean} fresh
 */
async function findRun(store, runId, fresh) {
  const found = (await store.runs()).find((run) => run.runId === runId);
  if (found === undefined || !fresh) return found;
  await store.delete(runId);
  return undefined;
}

/**
 * Runs the pipeline to its end, or to Ctrl-C or SIGTERM: the first stops the reading, and what is in
 * flight is still stored; the second unsubscribes, which aborts it.
 * @param {Rows} rows
 * @param {Options & { client: Client, store: Store, runId: string, stored: number }} options
 */
async function processAll(rows, { chunk: chunkSize, stored, ...options }) {
  const held = new Held(stored);
  const bar = new ProgressBar();
  const rssBefore = process.memoryUsage.rss();
  const start = performance.now();

  /** @type {import('sluice/node').StopSignal[]} */
  const signals = [];
  const { drain$, abort$ } = stopSignals();
  const stop$ = drain$.pipe(
    tap((signal) => {
      signals.push(signal);
      bar.note('Stopping when the requests in flight are answered; Ctrl-C aborts them.');
    }),
  );

  await findNearestCities(held.counting(readPlaces(rows)), {
    ...options,
    chunkSize,
    stop$,
    total: rows.length - stored,
    onProgress: showOn(bar, stored),
  })
    .pipe(takeUntil(abort$.pipe(tap((signal) => signals.push(signal)))))
    .forEach((result) => held.settle(result))
    .finally(() => bar.end());

  return {
    held,
    signals,
    chunkSize,
    concurrency: options.concurrency,
    duration: performance.now() - start,
    rss: { before: rssBefore, after: process.memoryUsage.rss() },
  };
}

/**
 * Folds what is stored, without holding it.
 * @param {Store} store
 * @param {string} runId
 * @param {Rows} rows
 */
function readTally(store, runId, rows) {
  const tally = new Tally([...readPlaces(rows)]);
  return store.aggregate(runId, (sum, outcome) => sum.add(outcome), tally);
}

/** @param {Tally} tally */
function report(tally) {
  console.log(`${outcomeReport(tally)}\n\n${remotestReport(tally)}`);
  const wrong = wrongAnswers(tally.sample, loadLargeCities());
  console.log(`\n${checkReport(tally.sample.length, wrong.length)}`);
  if (wrong.length > 0) return EXIT.wrong;
  return tally.failed > 0 ? EXIT.withFailures : EXIT.ok;
}

/**
 * @param {Awaited<ReturnType<typeof processAll>>} run
 * @param {number} stored
 * @param {number} total
 */
function reportStop({ held, signals, duration }, stored, total) {
  const places = `${count(stored + held.settled)} of ${count(total)} places`;
  console.error(`Stopped after ${time(duration)}: ${places} are stored. To go on:\n${sameAgain()}`);
  const [, second] = signals;
  return second === undefined
    ? exitCodeOf({ state: 'drained' })
    : exitCodeOf({ state: 'aborted', error: new SignalReceivedError(second) });
}

/** The command line that goes on with this run. */
function sameAgain() {
  const args = process.argv.slice(2).filter((arg) => arg !== '--fresh');
  const words = args.map((arg) => (/^[\w./=-]+$/.test(arg) ? arg : `'${arg}'`));
  const start = process.env.npm_lifecycle_event === 'start';
  const command = start ? 'npm start' : 'node demo/nearest-city/main.js';
  return [command, ...(start && words.length > 0 ? ['--'] : []), ...words].join(' ');
}

/**
 * Shows the progress of the whole run on the bar, and says it once when the rest would take long.
 * @param {ProgressBar} bar
 * @param {number} stored
 * @returns {(progress: import('sluice').Progress) => void}
 */
function showOn(bar, stored) {
  let noted = false;
  return (progress) => {
    const { done, elapsed, total = 0, rate, remaining } = progress;
    bar.show({ ...progress, done: stored + done, total: stored + total });
    if (noted || elapsed < RATE_IS_KNOWN_AFTER || !remaining || remaining.low < LONG_RUN) return;
    noted = true;
    bar.note(
      `At ${count(rate)} places/s these ${count(total)} take ${time((total / rate) * 1000)}. ` +
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
