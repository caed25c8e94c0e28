import { deleteRun, removeLeftovers } from '../../../src/node/json-lines/delete-run.js';
import { errorOf, faultyFiles } from '../support/faulty-files.js';
import { MemoryFiles } from '../support/memory-files.js';
import { codeOf, DIR, open, record, storeOn, valuesOf } from '../support/runs.js';

const FOLDER = `${DIR}/run`;
const UUID = '00000000-0000-4000-8000-000000000000';

async function oneRun(files = new MemoryFiles()): Promise<MemoryFiles> {
  const writer = await open(storeOn(files));
  await writer.append(record(0, 2));
  await writer.close('open');
  return files;
}

describe('deleteRun', () => {
  it('should remove the run with its folder', async () => {
    const files = await oneRun();
    files.put(`${FOLDER}/000001.jsonl.${UUID}.tmp`, Buffer.alloc(0));
    await deleteRun(files, FOLDER, 'run');

    expect([...files.contents()]).toEqual([]);
    expect(await files.kind(FOLDER)).toBeUndefined();
  });

  it('should remove a run that is damaged', async () => {
    const files = await oneRun();
    files.put(`${FOLDER}/000001.jsonl`, Buffer.from('damaged'));
    await deleteRun(files, FOLDER, 'run');

    expect(await files.kind(FOLDER)).toBeUndefined();
  });

  it('should refuse a run that is not there, or that somebody writes', async () => {
    const files = new MemoryFiles();
    expect(await codeOf(() => deleteRun(files, FOLDER, 'run'))).toBe('ERR_RUN_NOT_FOUND');
    const writer = await open(storeOn(files));
    const before = files.contents();
    expect(await codeOf(() => deleteRun(files, FOLDER, 'run'))).toBe('ERR_RUN_LOCKED');
    expect(files.contents()).toEqual(before);
    await writer.close('open');
  });

  it('should leave either the run or none, wherever it stops, and finish when it is asked again', async () => {
    let finished = 0;
    for (let stop = 1; finished === 0; stop++) {
      const files = await oneRun();
      let calls = 0;
      const failing = faultyFiles(files, () => {
        if (++calls >= stop) throw errorOf('EIO');
      });
      const code = await codeOf(() => deleteRun(failing, FOLDER, 'run'));
      if (code === undefined && calls < stop) finished = stop;
      for (const path of files.contents().keys()) {
        // Of a process that has died.
        if (path.includes('lock.')) await files.remove(path);
      }
      const values = await valuesOf(storeOn(files)).catch((error: unknown) =>
        codeOf(() => {
          throw error;
        }),
      );
      expect([[0, 1], 'ERR_RUN_NOT_FOUND'])
        .withContext(`stop ${stop}`)
        .toContain(values as never);
      const again = await codeOf(() => deleteRun(files, FOLDER, 'run'));
      expect([undefined, 'ERR_RUN_NOT_FOUND']).toContain(again as never);
      expect([...files.contents().keys()]).toEqual([]);
    }
    expect(finished).toBeGreaterThan(10);
  });
});

describe('removeLeftovers', () => {
  it('should remove the mark last, and leave what is not of this store', async () => {
    const files = await oneRun();
    files.put(`${FOLDER}/deleting`, Buffer.alloc(0));
    files.put(`${FOLDER}/notes.txt`, Buffer.from('mine'));
    const removed: string[] = [];
    const watched = faultyFiles(files, ({ operation, path }) => {
      if (operation === 'remove') removed.push(path);
    });
    await removeLeftovers(watched, FOLDER);

    expect(removed).toEqual([`${FOLDER}/000001.jsonl`, `${FOLDER}/deleting`]);
    expect([...files.contents().keys()]).toEqual([`${FOLDER}/notes.txt`]);
  });
});
