import { readFile, writeFile } from 'node:fs/promises';
import { jsonLinesStore } from '../../../src/node/json-lines-store.js';
import { makeDesk } from './shell.js';

export const LINE = 'run --input items.txt --work work.mjs';
const DATE = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g;

/** Without dates, which are those of now. */
export const undated = (lines: readonly string[]) =>
  lines.map((line) => line.replace(DATE, 'DATE'));

/** A desk with the run `items`, of which `b` and `c` failed, and `d` gave nothing. */
export async function makeStored() {
  const desk = await makeDesk();
  desk.work = (item) => {
    if (item === 'b') return Promise.reject(Object.assign(new Error('no b'), { code: 7 }));
    if (item === 'c') throw { odd: true };
    return item === 'd' ? undefined : { item };
  };
  await desk.command(`${LINE} --chunk 2`);

  /** A run that somebody is writing. */
  const held = async (runId = 'held') =>
    jsonLinesStore(desk.at('.sluice')).open({
      runId,
      resume: true,
      fingerprint: { identity: 'position' },
    });

  /** Changes one byte of what is stored, in the record of that number. */
  async function damage(runId: string, record: number): Promise<string> {
    const file = desk.at(`.sluice/${runId}/000001.jsonl`);
    const lines = (await readFile(file, 'utf8')).split('\n');
    lines[record] = (lines[record] ?? '').replace('"failed":', '"failes":');
    await writeFile(file, lines.join('\n'));
    return file;
  }

  return Object.assign(desk, { held, damage });
}

export type Stored = Awaited<ReturnType<typeof makeStored>>;
