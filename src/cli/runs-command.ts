import type { RunInfo } from '../store/result-store.js';
import { storeOption, type Command, type OptionDocs } from './command.js';
import { folderIn } from './folder.js';
import { EXIT } from '../node/exit-code.js';
import { count, date, holderText } from './format.js';
import { print, tell } from './output.js';
import { reasonText } from './failures.js';

export const jsonOption: OptionDocs = { json: { about: 'as JSON, one object a line' } };

export const runsCommand: Command = {
  name: 'runs',
  about: 'lists the runs that are stored',
  options: { ...jsonOption, ...storeOption },
  async run(shell, given) {
    const { store, where } = folderIn(shell.cwd, given);
    const runs = await store.runs();
    const lines = given.has('json') ? runs.map(jsonOf) : table(runs);
    if (runs.length === 0) tell(shell.stderr, [`There are no runs in ${where}.`]);
    else await print(shell.stdout, lines.map((line) => `${line}\n`).join(''));
    return EXIT.done;
  },
};

/** A run as others read it: dates as ISO 8601 has them. */
export function jsonOf(run: RunInfo): string {
  const { createdAt, updatedAt, holder, error } = run;
  return JSON.stringify({
    ...run,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
    holder: holder && { ...holder, since: new Date(holder.since).toISOString() },
    error: error === undefined ? undefined : reasonText(error),
  });
}

/** `open` or `done`; who writes it, and why it cannot be read, come behind. */
export function stateText({ state, holder }: RunInfo): string {
  if (holder !== undefined) return 'running';
  return state === 'completed' ? 'done' : state;
}

function table(runs: readonly RunInfo[]): readonly string[] {
  const rows = runs.map((run) => [
    run.runId,
    stateText(run),
    count(run.items - run.failed),
    count(run.failed),
    date(run.updatedAt),
    run.holder ? holderText(run.holder) : run.error === undefined ? '' : reasonText(run.error),
  ]);
  const all = [['run', 'state', 'ok', 'failed', 'last written', ''], ...rows];
  const widths = [0, 1, 2, 3, 4].map((at) => Math.max(...all.map((row) => (row[at] ?? '').length)));
  return all.map((row) =>
    row
      .map((cell, at) =>
        at === 2 || at === 3 ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}
