import { chmod, copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadDriver } from '../../src/sqlite/load-driver.js';
import { sqliteStore } from '../../src/sqlite/sqlite-store.js';
import { makeDir } from '../node/support/dirs.js';
import { codeOf, read } from '../node/support/runs.js';

const GOLDEN = 'spec/fixtures/stores/sqlite-1.db';

/** A file of version 1 as it was first written: what users have on their disks. */
describe('sqliteStore, on a file of version 1', () => {
  let dir: Awaited<ReturnType<typeof makeDir>>;
  let file: string;

  beforeEach(async () => {
    dir = await makeDir();
    file = join(dir.path, 'runs.db');
    await mkdir(dir.path, { recursive: true });
    await copyFile(GOLDEN, file);
    await chmod(file, 0o600);
  });

  afterEach(() => dir.remove());

  const open = async (runId = 'by-position') =>
    sqliteStore(file).open({ runId, fingerprint: { identity: 'position' }, resume: true });

  const outcomes = async (runId: string) =>
    (await read(sqliteStore(file).results(runId))).map((outcome) => [
      outcome.position,
      outcome.key,
      outcome.status === 'fulfilled' ? outcome.value : outcome.reason,
    ]);

  it('should read it', async () => {
    expect(await outcomes('by-position')).toEqual([
      [0, undefined, { name: 'a', n: [1.5, null] }],
      [1, undefined, 'one'],
      [2, undefined, undefined],
      [5, undefined, 'x'.repeat(2000)],
      [6, undefined, 'six'],
    ]);
    expect(await outcomes('by-key')).toEqual([
      [0, 'k0', 0],
      [1, 'k1', 1],
    ]);
    const infos = await sqliteStore(file).runs();
    expect(infos.map(({ runId, state, items, failed }) => [runId, state, items, failed])).toEqual([
      ['by-key', 'completed', 2, 0],
      ['by-position', 'open', 5, 0],
    ]);
  });

  it('should go on with its run', async () => {
    const writer = await open();
    expect([writer.done, writer.mark]).toEqual([
      [
        [0, 3],
        [5, 7],
      ],
      { position: 3, cursor: { byte: 9 } },
    ]);
    await writer.append({ ranges: [[3, 5]], values: [3, 4], failures: new Map() });
    await writer.close('completed');

    expect((await outcomes('by-position')).map(([position]) => position)).toEqual([
      ...[0, 1, 2, 3, 4, 5, 6],
    ]);
  });

  it('should refuse a run of a newer version in it, and change nothing of that', async () => {
    const connection = (await loadDriver('spec')).open(file, false);
    const row = () => connection.prepare(`SELECT * FROM runs WHERE name = 'by-position'`).get();
    try {
      connection.exec(`UPDATE runs SET version = 2 WHERE name = 'by-position'`);
      const before = row();

      expect(await codeOf(open)).toBe('ERR_STORE_VERSION');
      expect(await codeOf(() => outcomes('by-position'))).toBe('ERR_STORE_VERSION');
      expect(row()).toEqual(before);
      expect((await outcomes('by-key')).length).toBe(2);
    } finally {
      connection.close();
    }
  });

  it('should refuse a newer file, and change no byte of it', async () => {
    const connection = (await loadDriver('spec')).open(file, false);
    connection.exec('PRAGMA user_version = 2');
    connection.close();
    const before = await readFile(file);

    expect(await codeOf(open)).toBe('ERR_STORE_VERSION');
    expect(await codeOf(() => sqliteStore(file).runs())).toBe('ERR_STORE_VERSION');
    expect((await readFile(file)).equals(before)).toBeTrue();
  });
});
