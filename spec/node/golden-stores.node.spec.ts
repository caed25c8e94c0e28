import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sealed, unsealed } from '../../src/node/json-lines/line.js';
import { openStore } from '../../src/node/open-store.js';
import { makeDir, treeOf } from './support/dirs.js';
import { GOLDEN, outcomesFor, valuesFor, writeGolden } from '../support/golden.js';
import { codeOf, open, read, record } from './support/runs.js';

const FIXTURES = 'spec/fixtures/stores';
/** A release adds a folder, and never changes one that is there: `WRITE_GOLDEN=0.2.0`. */
const WRITTEN = process.env['WRITE_GOLDEN'];

for (const version of WRITTEN === undefined ? ['0.1.0'] : [WRITTEN]) {
  for (const [name, options] of Object.entries(GOLDEN)) {
    describe(`runs of version ${version}, ${name}`, () => {
      let dir: Awaited<ReturnType<typeof makeDir>>;

      beforeAll(async () => {
        if (WRITTEN === undefined) return;
        const folder = join(FIXTURES, WRITTEN, name);
        expect(await codeOf(() => readdir(folder))).toBe('ENOENT');
        await writeGolden(openStore(folder, options), options);
      });

      beforeEach(async () => {
        dir = await makeDir();
        await cp(join(FIXTURES, version, name), dir.path, { recursive: true });
      });

      afterEach(() => dir.remove());

      it('should be read as they were written, by stores of either format', async () => {
        for (const format of ['json', 'binary'] as const) {
          const store = openStore(dir.path, { format });

          expect(await read(store.results('by-position'))).toEqual(outcomesFor(options) as never);
          expect((await read(store.results('by-key'))).map(({ key }) => key)).toEqual(['a', 'b']);
          const infos = await store.runs();
          expect(
            infos.map(({ runId, state, items, failed }) => [runId, state, items, failed]),
          ).toEqual([
            ['by-key', 'open', 2, 0],
            ['by-position', 'completed', 8, 2],
          ]);
          for (const { runId } of infos) expect((await store.verify(runId)).problems).toEqual([]);
        }
      });

      it('should go on', async () => {
        const store = openStore(dir.path, options);
        const writer = await open(store, { runId: 'by-position' });
        expect(writer.done).toEqual([[0, 8]]);
        expect(writer.mark).toEqual({ position: 6, cursor: { page: 2 } });
        await writer.append(record(8, 10, ['new', 'newer']));
        await writer.close('completed');
        const keyed = await open(store, { runId: 'by-key', fingerprint: { identity: 'key' } });
        expect(await keyed.isDone(['a', 'b', 'c'])).toEqual([true, true, false]);
        await keyed.close('completed');

        const outcomes = await read(store.results('by-position'));
        expect(outcomes.length).toBe(10);
        expect(outcomes[0]).toEqual({
          ...{ position: 0, status: 'fulfilled', value: valuesFor(options)[0] },
        });
        expect((await store.verify('by-position')).problems).toEqual([]);
      });

      it('should be refused, and not touched, if they are of a newer version', async () => {
        const folder = join(dir.path, 'by-position');
        const file = join(folder, (await readdir(folder)).sort().at(-1) ?? '');
        const bytes = await readFile(file);
        const end = bytes.indexOf(10);
        const { sum, ...header } = unsealed(bytes.subarray(0, end)) ?? {};
        expect(sum).toBeDefined();
        const newer = JSON.stringify({ ...header, version: 5 }).slice(1);
        await writeFile(file, Buffer.concat([sealed(newer), bytes.subarray(end + 1)]));
        const before = await treeOf(dir.path);
        const store = openStore(dir.path, options);

        const runId = 'by-position';
        expect(await codeOf(() => open(store, { runId }))).toBe('ERR_STORE_VERSION');
        expect(await codeOf(() => read(store.results(runId)))).toBe('ERR_STORE_VERSION');
        expect(await codeOf(() => store.verify(runId))).toBe('ERR_STORE_VERSION');
        expect(await treeOf(dir.path)).toEqual(before);
      });
    });
  }
}
