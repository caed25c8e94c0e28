import { resolve } from 'node:path';
import { EXIT } from '../node/exit-code.js';
import { jsonLinesStore } from '../node/json-lines-store.js';
import { readLines } from '../sources/read-lines.js';
import { importRun } from '../store/import-run.js';
import { STORE, storeOption, type Command } from './command.js';
import { count, counted } from './format.js';
import { tell } from './output.js';
import { checkRunId } from './plan.js';

export const importCommand: Command = {
  name: 'import',
  about: 'stores a run that was exported, also from a file that is packed by gzip',
  operand: 'FILE',
  options: {
    'run-id': { value: 'ID', about: 'how the run is named here (as it was)' },
    ...storeOption,
  },
  async run(shell, given) {
    const file = given.operand ?? '';
    const where = given.text('store') ?? STORE;
    const wanted = given.text('run-id');
    if (wanted !== undefined) checkRunId(wanted, '--run-id');
    const input = file === '-' ? shell.stdin : resolve(shell.cwd, file);
    const store = jsonLinesStore(resolve(shell.cwd, where));
    const { runId, items, failed } = await importRun(
      store,
      readLines(input),
      wanted === undefined ? {} : { runId: wanted },
    );
    tell(shell.stderr, [`${runId}: ${counted(items, 'outcome')} stored, ${count(failed)} failed`]);
    return EXIT.done;
  },
};
