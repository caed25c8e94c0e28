// @ts-check
import { count, size, time } from './format.js';
import { LongTasks } from './long-tasks.js';
import { makeFile } from './make-file.js';
import { messageOf, Tally } from './tally.js';
import { controls, showLongTasks, showProgress, showState, showTally } from './view.js';
import { isReadable, processFile } from './work.js';

/** @type {File | undefined} */
let file;
/** @type {import('./work.js').Run | undefined} the one that is under way */
let run;
/** @type {import('sluice').Progress | undefined} */
let latest;
/** @typedef {'running' | 'pausing' | 'paused' | 'stopping'} Running */
/** @type {Running} */
let state = 'running';

controls.file.addEventListener('change', () => choose(controls.file.files?.[0]));
controls.form.addEventListener('submit', (event) => {
  event.preventDefault();
  void make(controls.rows.valueAsNumber);
});
controls.run.addEventListener('click', () => void start());
controls.pause.addEventListener('click', () => pauseOrResume());
controls.stop.addEventListener('click', () => stop());

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
  showState('making', `Making a file of ${count(rows)} rows.`);
  choose(await makeFile(rows));
  controls.run.focus();
}

async function start() {
  if (file === undefined) return;
  const { name } = file;
  const tally = new Tally();
  const tasks = new LongTasks();
  const started = processFile(file);
  run = started.run;
  enter('running', `Running ${name}.`);

  // Outcomes come once their chunk is done; who is slow here slows the run.
  run.results$.subscribe({ next: (outcome) => tally.add(outcome), error: () => {} }); // `done` tells it
  run.progress$.subscribe((progress) => {
    latest = progress;
    showProgress(progress, started.bytes());
    showTally(tally);
    showLongTasks(tasks);
    if (state === 'pausing') settle();
  });
  const summary = await run.done;

  tasks.stop();
  run = undefined;
  showState('ready', endOf(name, summary));
}

function pauseOrResume() {
  if (state === 'running') {
    run?.pause();
    enter('pausing', 'Pausing: what was read is finished.');
    settle();
  } else {
    run?.resume();
    enter('running', 'Running again.');
  }
}

/** A run is paused when nothing of what was read is in work any more. */
function settle() {
  if (latest?.running === 0) enter('paused', `Paused at ${count(latest.done)} rows.`);
}

function stop() {
  void run?.drain();
  enter('stopping', 'Stopping: what was read is finished, and no more is read.');
}

/**
 * @param {Running} next
 * @param {string} text
 */
function enter(next, text) {
  state = next;
  showState(next, text);
}

/**
 * @param {string} name
 * @param {import('sluice').BatchSummary} summary
 */
function endOf(name, { state: end, stats, error }) {
  const { done, failed, elapsed } = stats;
  const figures = `${count(done)} rows in ${time(elapsed)}, ${count(failed)} of them failed`;
  if (end === 'completed' && done === 0) return `Done: ${name} has no rows.`;
  if (end === 'completed') return `Done: ${figures}.`;
  if (end === 'drained') return `Stopped: ${figures}. The rest was not read.`;
  return `Ended by an error after ${count(done)} rows: ${messageOf(error)}`;
}
