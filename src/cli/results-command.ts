import { exactJson } from '../store/codec/exact-json.js';
import { taggedJson } from '../store/codec/tagged-json.js';
import type { StoredOutcome } from '../store/result-store.js';
import { storeOption, type Command } from './command.js';
import { folderIn } from './folder.js';
import { EXIT } from '../node/exit-code.js';
import { reasonText } from './failures.js';
import { print } from './output.js';
import { existing } from './run-in-store.js';

const PAGE = 1000;

export const resultsCommand: Command = {
  name: 'results',
  about: 'prints the results of a run, one JSON value a line, in order',
  operand: 'ID',
  options: {
    outcomes: { about: 'everything that is stored, with positions, also of items that failed' },
    ...storeOption,
  },
  async run(shell, given) {
    const runId = given.operand ?? '';
    const { store, where } = folderIn(shell.cwd, given);
    const { state, error } = await existing(store, runId, where);
    if (state === 'unreadable') throw error;
    const line = given.has('outcomes') ? outcomeLine : valueLine;
    const source = store.results(runId);
    const { signal } = new AbortController();
    try {
      for (;;) {
        const page = await source.pull(PAGE, signal);
        if (page === null) return EXIT.done;
        const text = page.map(line).join('');
        if (text !== '') await print(shell.stdout, text);
      }
    } finally {
      await source.close?.();
    }
  },
};

function valueLine(outcome: StoredOutcome): string {
  return outcome.status === 'fulfilled' ? `${json(outcome.value)}\n` : '';
}

function outcomeLine(outcome: StoredOutcome): string {
  const { position, status } = outcome;
  const what =
    status === 'fulfilled' ? `"value":${json(outcome.value)}` : `"reason":${json(outcome.reason)}`;
  return `{"position":${position},"status":"${status}",${what}}\n`;
}

/** Work that answers nothing has a result all the same: its line is `null`. */
function json(value: unknown): string {
  if (value === undefined) return 'null';
  return exactJson(value) ?? taggedJson(value) ?? JSON.stringify(reasonText(value));
}
