import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openStore, type OpenStoreOptions } from '../../src/node/open-store.js';
import { makeDir } from './support/dirs.js';
import { codeOf, open, record, valuesOf } from './support/runs.js';

describe('openStore', () => {
  it('should refuse wrong arguments at the call', async () => {
    const made = (dir: unknown, options?: unknown) =>
      codeOf(() => openStore(dir as string, options as never));

    expect(await made(undefined)).toBe('ERR_INVALID_ARG_TYPE');
    expect(await made('', { format: 'binary' })).toBe('ERR_OUT_OF_RANGE');
    expect(await made('runs', { format: 'cbor' })).toBe('ERR_OUT_OF_RANGE');
    expect(await made('runs', { format: 5 })).toBe('ERR_INVALID_ARG_TYPE');
    expect(await made('runs', { durability: 'none' })).toBe('ERR_OUT_OF_RANGE');
    expect(await made('runs', { compression: 'lzma' })).toBe('ERR_OUT_OF_RANGE');
    expect(await made('runs', { codec: 'json' })).toBe('ERR_UNKNOWN_OPTION');
    expect(() => openStore('runs', { codec: 1 } as OpenStoreOptions)).toThrowError(/^openStore: /);
  });

  const formats: readonly (readonly [OpenStoreOptions, string])[] = [
    [{}, '000001.jsonl'],
    [{ format: 'json', compression: 'gzip', durability: 'process' }, '000001.jsonl'],
    [{ format: 'binary' }, '000001.bin'],
    [{ format: 'binary', compression: 'gzip' }, '000001.bin'],
  ];
  for (const [options, name] of formats) {
    it(`should write ${name} with ${JSON.stringify(options)}`, async () => {
      const dir = await makeDir();
      try {
        const store = openStore(dir.path, options);
        const writer = await open(store);
        await writer.append(record(0, 1, ['text '.repeat(1000)]));
        await writer.close('completed');
        const [info] = await store.runs();

        expect(await readdir(join(dir.path, 'run'))).toEqual([name]);
        expect((info?.bytes ?? 0) < 1000).toBe(options.compression === 'gzip');
        // Whatever wrote it.
        for (const [other] of formats) {
          expect(await valuesOf(openStore(dir.path, other))).toEqual(['text '.repeat(1000)]);
        }
      } finally {
        await dir.remove();
      }
    });
  }

  it('should say that its folder is none, and leave the file alone', async () => {
    const dir = await makeDir();
    try {
      await mkdir(dir.path, { recursive: true });
      const file = join(dir.path, 'file');
      await writeFile(file, 'mine');
      const store = openStore(file);

      expect(await codeOf(() => open(store))).toBe('ERR_STORE_WRITE');
      expect(await codeOf(() => store.runs())).toBe('ERR_STORE_CORRUPT');
      expect(await codeOf(() => valuesOf(store, 'run'))).toBe('ERR_RUN_NOT_FOUND');
      expect(await readdir(dir.path)).toEqual(['file']);
    } finally {
      await dir.remove();
    }
  });

  it('should not go on with a run of the other format, and hold runs of both in one folder', async () => {
    const dir = await makeDir();
    try {
      const json = openStore(dir.path);
      const binary = openStore(dir.path, { format: 'binary' });
      await (await open(json, { runId: 'a' })).close('completed');
      await (await open(binary, { runId: 'b' })).close('completed');

      expect(await codeOf(() => open(json, { runId: 'b' }))).toBe('ERR_STORE_FORMAT');
      expect(await codeOf(() => open(binary, { runId: 'a' }))).toBe('ERR_STORE_FORMAT');
      expect((await json.runs()).map(({ runId }) => runId)).toEqual(['a', 'b']);
      expect(await readdir(join(dir.path, 'a'))).toEqual(['000001.jsonl']);
    } finally {
      await dir.remove();
    }
  });
});
