// @ts-check
import { throttleTime } from 'rxjs';
import { persistStorage } from 'sluice/browser';
import { count, size, time } from './format.js';
import { LongTasks } from './long-tasks.js';
import { makeFile } from './make-file.js';
import { runIdOf, save, storageState, store, storedOf } from './stored.js';
import { showRuns, showStorage } from './stored-view.js';
import { messageOf, Tally } from './tally.js';
import { controls, showLongTasks, showProgress, showState, showTally, write } from './view.js';
import { isReadable, processFile } from './work.js';

/** @type {File | undefined} */
let file;
/** @type {import('./work.js').Run | undefined} the one that is under way */
let run;
let isPaused = false;

const LOOK = { leading: true, trailing: true };

controls.file.addEventListener('change', () => choose(controls.file.files?.[0]));
controls.form.addEventListener('submit', (event) => {
  event.preventDefault();
  void make(controls.rows.valueAsNumber);
});
controls.run.addEventListener('click', () => void start());
controls.pause.addEventListener('click', () => pauseOrResume());
controls.stop.addEventListener('click', () => stop());
controls.keep.addEventListener('click', () => void persistStorage().then(look));
void look();

/** @param {File | undefined} chosen */
function choose(chosen) {
  file = undefined;
  if (chosen === undefined) showState('empty', 'Choose a file, or make one.');
  else if (!isReadable(chosen.name)) {
    const kinds = 'Choose one that ends in .csv, .jsonl or .ndjson, or in these and .gz.';
    showState('empty', `${chosen.name} is neither CSV nor JSON Lines by its name. ${kinds}`);
  } else {
    file = chosen;
    showState('ready', `${file.name}, ${size(file.size)}, is ready to run.`);
  }
}

/** @param {number} rows */
async function make(rows) {
  controls.file.value = '';
  showState('making', `Making a file of ${rowsOf(rows)}.`);
  choose(await makeFile(rows));
  controls.run.focus();
}

async function start() {
  if (file === undefined) return;
  const chosen = file;
  const { name } = chosen;
  showState('opening', `Looking for what is stored of ${name}.`);
  // Where it cannot be told, the run fails by that as well, and says so.
  const before = await storedOf(runIdOf(chosen)).catch(() => ({ items: 0, failed: 0 }));
  const tally = new Tally();
  const tasks = new LongTasks();
  const started = processFile(chosen);
  run = started.run;
  resumed(
    before.items === 0
      ? `Running ${name}.`
      : `Going on with ${name}: ${rowsOf(before.items)} are stored.`,
  );

  // Outcomes come once their chunk is done; who is slow here slows the run.
  run.results$.subscribe({ next: (outcome) => tally.add(outcome), error: () => {} }); // `done` tells it
  run.progress$.subscribe((progress) => {
    showProgress(progress, started.bytes(), before);
    showTally(tally);
    showLongTasks(tasks);
  });
  run.progress$.pipe(throttleTime(1_000, undefined, LOOK)).subscribe(() => void look());
  const summary = await run.done;

  tasks.stop();
  run = undefined;
  showState('ready', endOf(name, summary, before));
  await look();
}

function pauseOrResume() {
  if (isPaused) {
    run?.resume();
    resumed('Running again.');
  } else {
    run?.pause();
    isPaused = true;
    showState('paused', 'Paused: what was read is finished, and no more is read.');
  }
}

/** @param {string} text */
function resumed(text) {
  isPaused = false;
  showState('running', text);
}

function stop() {
  void run?.drain();
  showState('stopping', 'Stopping: what was read is finished, and no more is read.');
}

/**
 * @param {string} name
 * @param {import('sluice').BatchSummary} summary
 * @param {{ items: number, failed: number }} before
 */
function endOf(name, { state: end, stats, error }, before) {
  const done = before.items + stats.done;
  const failed = before.failed + stats.failed;
  const rows = before.items === 0 ? rowsOf(done) : `${rowsOf(done)}, ${storedBefore(before)},`;
  const figures = `${rows} in ${time(stats.elapsed)}, ${count(failed)} failed`;
  if (end === 'completed' && done === 0) return `Done: ${name} has no rows.`;
  if (end === 'completed') return `Done: ${figures}.`;
  if (end === 'drained') return `Stopped: ${figures}. The rest was not read.`;
  return `Ended by an error after ${rowsOf(done)}: ${messageOf(error)}`;
}

/** @param {{ items: number }} before */
function storedBefore({ items }) {
  return `${count(items)} of them stored before`;
}

/** Shows what is stored. */
async function look() {
  try {
    showRuns(await store.runs(), { save: (runId) => void tried(save(runId)), remove });
    showStorage(await storageState());
  } catch (error) {
    write('storage', messageOf(error));
  }
}

/** @param {string} runId */
function remove(runId) {
  void tried(store.delete(runId)).then(look);
}

/** @param {Promise<unknown>} action */
async function tried(action) {
  await action.catch((error) => write('storage', messageOf(error)));
}

/** @param {number} number */
function rowsOf(number) {
  return `${count(number)} ${number === 1 ? 'row' : 'rows'}`;
}
