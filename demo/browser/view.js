// @ts-check
import { rowsInAll, timeLeft } from './estimate.js';
import { count, roughly, time, timeRange } from './format.js';

/** @typedef {'empty' | 'making' | 'ready' | 'opening' | 'running' | 'paused' | 'stopping'} State */

export const controls = {
  form: element('choice', HTMLFormElement),
  files: element('files', HTMLFieldSetElement),
  file: element('file', HTMLInputElement),
  rows: element('rows', HTMLInputElement),
  run: element('run', HTMLButtonElement),
  pause: element('pause', HTMLButtonElement),
  stop: element('stop', HTMLButtonElement),
  keep: element('keep', HTMLButtonElement),
};

const bar = element('bar', HTMLProgressElement);
const results = bodyOf('results');
const failures = bodyOf('failures');

/**
 * What can be pressed, and what is said of it; a screen reader says that too.
 * @param {State} state
 * @param {string} text
 */
export function showState(state, text) {
  const { files, run, pause, stop } = controls;
  const focused = document.activeElement;
  const isRunning = ['opening', 'running', 'paused', 'stopping'].includes(state);
  files.disabled = isRunning || state === 'making';
  run.disabled = state !== 'ready';
  pause.disabled = state !== 'running' && state !== 'paused';
  stop.disabled = !isRunning || state === 'opening';
  pause.textContent = state === 'paused' ? 'Resume' : 'Pause';
  // Else the keyboard's place in the page would be lost with the button that is disabled.
  if ((focused === run || focused === document.body) && state === 'running') pause.focus();
  if ((focused === pause || focused === stop) && stop.disabled) run.focus();
  write('status', text);
}

/**
 * @param {import('sluice').Progress} progress
 * @param {import('./estimate.js').Bytes} bytes
 * @param {{ items: number, failed: number }} before what earlier pages have stored
 */
export function showProgress(progress, bytes, before) {
  const { running, rate, elapsed, waitingOn } = progress;
  const done = before.items + progress.done;
  const failed = before.failed + progress.failed;
  const total = rowsInAll(progress, bytes, before.items);
  showShare(progress.state === 'completed' ? 1 : total && done / total);
  write('done', `${count(done)}${ofAll(progress, total)}`);
  write('failed', count(failed));
  write('running', count(running));
  write('rate', count(rate));
  write('left', timeRange(timeLeft(progress, total, before.items)));
  write('spent', time(elapsed));
  write('waiting', waitingOn);
}

/**
 * @param {import('sluice').Progress} progress
 * @param {number | undefined} total
 */
function ofAll({ state }, total) {
  if (total === undefined) return '';
  return state === 'completed' ? ` of ${count(total)}` : ` of ≈ ${roughly(total)}`;
}

/** @param {import('./long-tasks.js').LongTasks} tasks */
export function showLongTasks({ isMeasured, count: tasks, longest }) {
  const figure = tasks === 0 ? 'none' : `${count(tasks)}, up to ${count(longest)} ms`;
  write('long', isMeasured ? figure : 'not told here');
}

/** @param {import('./tally.js').Tally} tally */
export function showTally({ first, failures: groups }) {
  if (results.rows.length !== first.length) {
    const rows = first.map(({ position, values, fingerprint }) =>
      rowOf(count(position + 1), values, fingerprint),
    );
    results.replaceChildren(...rows);
  }
  const rows = groups.map(({ rows, reason, example }) => rowOf(count(rows), reason, example));
  failures.replaceChildren(...rows);
}

/** @param {number | undefined} share from 0 to 1; undefined while nobody knows */
function showShare(share) {
  if (share === undefined) bar.removeAttribute('value');
  else bar.value = Math.min(1, share);
  write('share', share === undefined ? '' : `${Math.floor(Math.min(1, share) * 100)} %`);
}

/** @param {string[]} cells the first names the row */
function rowOf(...cells) {
  const row = document.createElement('tr');
  for (const [place, text] of cells.entries()) {
    const cell = document.createElement('td');
    cell.textContent = text;
    cell.title = place === 0 ? '' : text;
    row.append(cell);
  }
  return row;
}

/**
 * @param {string} id
 * @param {string} text
 */
export function write(id, text) {
  const { firstChild } = element(id, HTMLElement);
  if (firstChild instanceof Text) firstChild.data = text;
  else element(id, HTMLElement).textContent = text;
}

/** @param {string} id */
function bodyOf(id) {
  return /** @type {HTMLTableSectionElement} */ (element(id, HTMLTableElement).tBodies[0]);
}

/**
 * @template {HTMLElement} E
 * @param {string} id
 * @param {abstract new () => E} type
 * @returns {E}
 */
export function element(id, type) {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`the page has no ${type.name} "${id}"`);
}
