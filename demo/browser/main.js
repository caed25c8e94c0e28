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
let isPaused = false;

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
  showState('making', `Making a file of ${rowsOf(rows)}.`);
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
  resumed(`Running ${name}.`);

  // Outcomes come once their chunk is done; who is slow here slows the run.
  run.results$.subscribe({ next: (outcome) => tally.add(outcome), error: () => {} }); // `done` tells it
  run.progress$.subscribe((progress) => {
    showProgress(progress, started.bytes());
    showTally(tally);
    showLongTasks(tasks);
  });
  const summary = await run.done;

  tasks.stop();
  run = undefined;
  showState('ready', endOf(name, summary));
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
 */
function endOf(name, { state: end, stats, error }) {
  const { done, failed, elapsed } = stats;
  const figures = `${rowsOf(done)} in ${time(elapsed)}, ${count(failed)} failed`;
  if (end === 'completed' && done === 0) return `Done: ${name} has no rows.`;
  if (end === 'completed') return `Done: ${figures}.`;
  if (end === 'drained') return `Stopped: ${figures}. The rest was not read.`;
  return `Ended by an error after ${rowsOf(done)}: ${messageOf(error)}`;
}

/** @param {number} number */
function rowsOf(number) {
  return `${count(number)} ${number === 1 ? 'row' : 'rows'}`;
}
