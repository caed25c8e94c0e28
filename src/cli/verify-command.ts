import type { Range } from '../core/chunk.js';
import type { Verification } from '../node/json-lines/verify.js';
import { storeOption, type Command } from './command.js';
import { folderIn } from './folder.js';
import { EXIT } from '../node/exit-code.js';
import { counted } from './format.js';
import { print, tell } from './output.js';
import { plainText } from './plain-text.js';
import { existing } from './run-in-store.js';

export const verifyCommand: Command = {
  name: 'verify',
  about: 'reads everything that is stored, and tells what is damaged and lost',
  operand: '[ID]',
  options: storeOption,
  async run(shell, given) {
    const { store, where } = folderIn(shell.cwd, given);
    const { operand } = given;
    const runs =
      operand === undefined ? await store.runs() : [await existing(store, operand, where)];
    if (runs.length === 0) tell(shell.stderr, [`There are no runs in ${where}.`]);
    let damaged = false;
    for (const { runId } of runs) {
      const found = await store.verify(runId);
      damaged ||= found.problems.length > 0;
      await print(shell.stdout, textOf(runId, found));
    }
    return damaged ? EXIT.failed : EXIT.done;
  },
};

function textOf(runId: string, { problems, recovered, items }: Verification): string {
  const found = problems.map(({ file, offset, reason, positions }) => {
    const lost = positions.length === 0 ? '' : `; lost: positions ${rangesText(positions)}`;
    return `  ${plainText(file, 1000)}, byte ${offset}: ${plainText(reason)}${lost}`;
  });
  const cut = recovered.map(({ file, offset, bytes, positions }) => {
    const again = positions.length === 0 ? '' : `; run again: positions ${rangesText(positions)}`;
    return `  ${plainText(file, 1000)}, byte ${offset}: ${counted(bytes, 'byte')} that a crash had cut short, no damage${again}`;
  });
  const verdict =
    problems.length === 0 ? 'sound' : `damaged in ${counted(problems.length, 'place')}`;
  const lines = [
    `${runId}: ${verdict}, ${counted(items, 'outcome')} can be read`,
    ...found,
    ...cut,
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** `0-99, 250`: as people count, both ends are in it. */
function rangesText(ranges: readonly Range[]): string {
  return ranges
    .map(([start, end]) => (end - start === 1 ? `${start}` : `${start}-${end - 1}`))
    .join(', ');
}
