import { openSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface LedgerLine {
  readonly word: string;
  readonly attempt: number;
  readonly ids: readonly number[];
}

/** What ends a line that was written as a whole: a kill may cut one off, where a page of the file ends. */
const WHOLE = ' .';

/** Opens what processes write down before and after their work, and tells the parent of each line. */
export function openLedger(
  dir: string,
  attempt: number,
): (word: string, ids: readonly number[]) => void {
  const file = openSync(join(dir, 'ledger'), 'a');
  // What the process before left of a line is none of ours.
  writeSync(file, '\n');
  return (word, ids) => {
    writeSync(file, `${word} ${attempt} ${ids.join(',')}${WHOLE}\n`);
    process.send?.(word);
  };
}

/** The whole lines that all processes of a run have written. */
export async function readLedger(dir: string): Promise<readonly LedgerLine[]> {
  const text = await readFile(join(dir, 'ledger'), 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line.endsWith(WHOLE))
    .map((line) => {
      const [word = '', attempt, ids = ''] = line.split(' ');
      return { word, attempt: Number(attempt), ids: ids.split(',').map(Number) };
    });
}
