import { resolve } from 'node:path';
import { EXIT } from '../node/exit-code.js';
import { readLines } from '../sources/read-lines.js';
import { importRun } from '../store/import-run.js';
import { storeOption, type Command } from './command.js';
import { folderIn, writingOptions } from './folder.js';
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
    ...writingOptions,
  },
  async run(shell, given) {
    const file = given.operand ?? '';
    const { store } = folderIn(shell.cwd, given);
    const wanted = given.text('run-id');
    if (wanted !== undefined) checkRunId(wanted, '--run-id');
    const input = file === '-' ? shell.stdin : resolve(shell.cwd, file);
    const { runId, items, failed } = await importRun(
      store,
      readLines(input),
      wanted === undefined ? {} : { runId: wanted },
    );
    tell(shell.stderr, [`${runId}: ${counted(items, 'outcome')} stored, ${count(failed)} failed`]);
    return EXIT.done;
  },
};
