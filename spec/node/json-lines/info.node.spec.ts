import { readInfo } from '../../../src/node/json-lines/info.js';
import { sealed } from '../../../src/node/json-lines/line.js';
import { errorOf, faultyFiles } from '../support/faulty-files.js';
import { MemoryFiles } from '../support/memory-files.js';
import { DIR, open, record, storeOn } from '../support/runs.js';

const FOLDER = `${DIR}/run`;
const FIRST = `${FOLDER}/000001.jsonl`;
const SECOND = `${FOLDER}/000002.jsonl`;

/** A completed run in two segments. */
async function twoSegments(): Promise<Map<string, Buffer>> {
  const files = new MemoryFiles();
  const fingerprint = { identity: 'key' } as const;
  for (const at of [0, 2]) {
    const writer = await open(storeOn(files), { fingerprint });
    await writer.append({ ...record(at, at + 2), keys: [`${at}`, `${at + 1}`] });
    await writer.close('completed');
  }
  return files.contents();
}

const infoOf = (contents: Map<string, Buffer>) => readInfo(MemoryFiles.of(contents), FOLDER, 'run');

describe('readInfo', () => {
  it('should tell how far a run is', async () => {
    const contents = await twoSegments();
    const info = await infoOf(contents);

    const files = [...contents].filter(([path]) => path.endsWith('.jsonl'));
    expect(info).toEqual({
      bytes: files.reduce((sum, [, { length }]) => sum + length, 0),
      runId: 'run',
      state: 'completed',
      createdAt: jasmine.any(Number) as never,
      updatedAt: jasmine.any(Number) as never,
      items: 4,
      failed: 0,
      fingerprint: { identity: 'key' },
      holder: undefined,
      recovered: [],
    });
  });

  it('should tell who is writing, and what openings have cut off', async () => {
    const contents = await twoSegments();
    contents.set(SECOND, Buffer.concat([contents.get(SECOND)!, Buffer.from('{"sum":')]));
    const files = MemoryFiles.of(contents);
    const writer = await open(storeOn(files), { fingerprint: { identity: 'key' } });
    const info = await readInfo(files, FOLDER, 'run');
    await writer.close('open');

    expect([info?.holder?.pid, info?.holder?.epoch]).toEqual([process.pid, 3]);
    expect(info?.recovered.map(({ file, bytes }) => [file, bytes])).toEqual([[SECOND, 7]]);
    expect(Object.keys(info?.holder ?? {})).toEqual(['pid', 'host', 'since', 'epoch']);
  });

  it('should be nothing where there is no run', async () => {
    expect(await infoOf(new Map([[`${DIR}/other`, Buffer.alloc(0)]]))).toBeUndefined();
    expect(await infoOf(new Map([[`${FOLDER}/notes.txt`, Buffer.alloc(0)]]))).toBeUndefined();
    expect(await infoOf(new Map([[FOLDER, Buffer.alloc(0)]]))).toBeUndefined();
  });

  it('should tell what can be read of a run that is damaged, and why not all', async () => {
    const contents = await twoSegments();
    contents.set(FIRST, Buffer.from('damaged\n'));
    const info = await infoOf(contents);

    expect([info?.state, info?.items, info?.fingerprint]).toEqual([
      'unreadable',
      2,
      { identity: 'key' },
    ]);
    expect(info?.error).toEqual(
      jasmine.objectContaining({ code: 'ERR_STORE_CORRUPT', file: FIRST }),
    );
  });

  it('should tell nothing but its name of a run of which nothing can be read', async () => {
    const newer = sealed('"format":"sluice-results","version":255,"anything":true}');
    for (const [bytes, code] of [
      [Buffer.alloc(0), 'ERR_STORE_CORRUPT'],
      [newer, 'ERR_STORE_VERSION'],
    ] as const) {
      const { error, ...info } = (await infoOf(new Map([[FIRST, bytes]])))!;
      expect((error as { code?: string }).code).toBe(code);
      expect(info).toEqual({
        runId: 'run',
        state: 'unreadable',
        createdAt: 0,
        updatedAt: 0,
        items: 0,
        failed: 0,
        fingerprint: { identity: 'position' },
        holder: undefined,
        recovered: [],
      });
    }
  });

  it('should not tell the figures of another run that was put in its place', async () => {
    const contents = await twoSegments();
    const renamed = new Map(
      [...contents].map(([path, bytes]) => [path.replace('/run/', '/copy/'), bytes]),
    );
    const info = await readInfo(MemoryFiles.of(renamed), `${DIR}/copy`, 'copy');

    expect([info?.runId, info?.state, info?.items]).toEqual(['copy', 'unreadable', 0]);
  });

  it('should tell when the system does not let it read', async () => {
    for (const operation of ['open', 'list', 'read', 'kind'] as const) {
      const files = faultyFiles(MemoryFiles.of(await twoSegments()), (call) => {
        if (call.operation === operation) throw errorOf('EACCES');
      });
      const info = await readInfo(files, FOLDER, 'run');
      expect([info?.state, (info?.error as { code?: string }).code])
        .withContext(operation)
        .toEqual(['unreadable', 'EACCES']);
    }
  });

  it('should be nothing of a run that is removed while it is read', async () => {
    const files = MemoryFiles.of(await twoSegments());
    let removed = false;
    const racing = faultyFiles(files, async ({ operation }) => {
      if (operation !== 'open' || removed) return;
      removed = true;
      await storeOn(files).delete('run');
    });
    expect(await readInfo(racing, FOLDER, 'run')).toBeUndefined();
    expect(removed).toBeTrue();
  });
});
