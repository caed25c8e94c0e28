import type { FileRunInfo } from '../node/json-lines/info.js';
import { storeOption, type Command } from './command.js';
import { folderIn } from './folder.js';
import { EXIT } from '../node/exit-code.js';
import { count, counted, date, holderText } from './format.js';
import { reasonText } from './failures.js';
import { print } from './output.js';
import { existing } from './run-in-store.js';
import { jsonOf, jsonOption, stateText } from './runs-command.js';

export const statusCommand: Command = {
  name: 'status',
  about: 'tells how a run stands',
  operand: 'ID',
  options: { ...jsonOption, ...storeOption },
  async run(shell, given) {
    const { store, where } = folderIn(shell.cwd, given);
    const run = await existing(store, given.operand ?? '', where);
    await print(shell.stdout, given.has('json') ? `${jsonOf(run)}\n` : textOf(run));
    return EXIT.done;
  },
};

function textOf(run: FileRunInfo): string {
  const { runId, items, failed, createdAt, updatedAt, holder, recovered, error } = run;
  const words: Readonly<Record<string, string | undefined>> = {
    run: runId,
    state: stateText(run),
    items: count(items),
    ok: count(items - failed),
    failed: count(failed),
    begun: date(createdAt),
    'last written': date(updatedAt),
    'written by': holder && holderText(holder),
    recovered:
      recovered.length === 0
        ? undefined
        : `${counted(recovered.length, 'record')} that a crash had cut short; their items ran again`,
    error: error === undefined ? undefined : reasonText(error),
  };
  return Object.entries(words)
    .flatMap(([name, value]) => (value === undefined ? [] : `${`${name}:`.padEnd(14)}${value}\n`))
    .join('');
}
