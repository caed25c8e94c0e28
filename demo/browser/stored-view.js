// @ts-check
import { count, size } from './format.js';
import { element, write } from './view.js';

/** @typedef {import('sluice').RunInfo} RunInfo */
/** @typedef {{ save: (runId: string) => void, remove: (runId: string) => void }} Actions */

const title = element('stored-title', HTMLHeadingElement);
const body = /** @type {HTMLTableSectionElement} */ (
  element('stored', HTMLTableElement).tBodies[0]
);

/** @type {Map<string, HTMLTableRowElement>} kept, so that the keyboard stays where it is */
const rows = new Map();

/**
 * @param {readonly RunInfo[]} runs
 * @param {Actions} actions
 */
export function showRuns(runs, actions) {
  const names = new Set(runs.map(({ runId }) => runId));
  for (const [runId, row] of rows) {
    if (names.has(runId)) continue;
    const hadFocus = row.contains(document.activeElement);
    row.remove();
    rows.delete(runId);
    if (hadFocus) title.focus();
  }
  for (const run of runs) {
    const row = rows.get(run.runId) ?? addRow(run.runId, actions);
    showRun(row, run);
  }
}

/** @param {{ usage?: number | undefined, quota?: number | undefined, isKept: boolean }} state */
export function showStorage({ usage = 0, quota = 0, isKept }) {
  const kept = isKept
    ? 'The browser keeps it until you remove it.'
    : 'The browser may clear it when space is short.';
  write('storage', `${size(usage)} of ${size(quota)} that this site may store. ${kept}`);
  element('keep', HTMLButtonElement).disabled = isKept;
}

/**
 * @param {string} runId
 * @param {Actions} actions
 */
function addRow(runId, { save, remove }) {
  const row = body.insertRow();
  const name = document.createElement('th');
  name.scope = 'row';
  name.textContent = name.title = runId;
  row.append(name);
  for (let cell = 0; cell < 4; cell++) row.insertCell();
  row.insertCell().append(
    buttonOf('Export', runId, () => save(runId)),
    buttonOf('Delete', runId, () => remove(runId)),
  );
  rows.set(runId, row);
  return row;
}

/**
 * @param {HTMLTableRowElement} row
 * @param {RunInfo} run
 */
function showRun(row, { state, items, failed, bytes, holder }) {
  const texts = [stateOf(state, holder), count(items), count(failed), bytes ? size(bytes) : '–'];
  for (const [place, text] of texts.entries()) {
    const cell = row.cells[place + 1];
    if (cell !== undefined && cell.textContent !== text) cell.textContent = text;
  }
  const remove = row.querySelector('button:last-child');
  if (remove instanceof HTMLButtonElement) remove.disabled = holder !== undefined;
}

/**
 * @param {RunInfo['state']} state
 * @param {RunInfo['holder']} holder
 */
function stateOf(state, holder) {
  if (holder !== undefined) return 'in work';
  return { open: 'to be finished', completed: 'done', unreadable: 'unreadable' }[state];
}

/**
 * @param {string} text
 * @param {string} runId
 * @param {() => void} act
 */
function buttonOf(text, runId, act) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = text;
  button.setAttribute('aria-label', `${text} ${runId}`);
  button.addEventListener('click', act);
  return button;
}
