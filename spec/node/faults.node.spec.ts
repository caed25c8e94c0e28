import * as fc from 'fast-check';
import type { StoreWriteError } from '../../src/core/store-write-error.js';
import type { Files } from '../../src/node/files.js';
import type { Settings } from '../../src/node/json-lines/open-run.js';
import {
  errorOf,
  failing,
  faultyFiles,
  type Hook,
  type Operation,
} from './support/faulty-files.js';
import { FORMATS } from './support/formats.js';
import { MemoryFiles } from './support/memory-files.js';
import {
  codeOf,
  DIR,
  numbers,
  open,
  positionsIn,
  record,
  storeOn as on,
  valuesOf,
} from './support/runs.js';

const RECORDS = 9;
/** On their way at once: the first is written alone, the others together. */
const AT_ONCE = 4;

/** Locks of this process do not fall with the file system that a spec throws away. */
function withoutLocks(files: MemoryFiles): MemoryFiles {
  const contents = [...files.contents()].filter(([path]) => !/\/lock\.\d+$/.test(path));
  return MemoryFiles.of(new Map(contents));
}

/** Mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

for (const [name, settings, extension] of FORMATS) {
  describe(`${name}, faults`, () => {
    const storeOn = (files: Files, more: Partial<Settings> = {}) =>
      on(files, { ...settings, ...more });

    /** Writes a run of nine records, four at a time, over several segments; gives the positions that were acknowledged. */
    async function writeRun(
      files: MemoryFiles,
      hook: Hook,
      durability: 'power' | 'process' = 'power',
    ) {
      const acknowledged: number[] = [];
      const errors: unknown[] = [];
      const store = storeOn(faultyFiles(files, hook), { durability, segmentSize: 800 });
      try {
        const writer = await open(store);
        const start = positionsIn(writer.done).length / 2;
        for (let i = start; i < RECORDS; i += AT_ONCE) {
          await Promise.all(
            numbers(i, Math.min(i + AT_ONCE, RECORDS)).map(async (at) => {
              try {
                await writer.append(record(at * 2, at * 2 + 2));
                acknowledged.push(at * 2, at * 2 + 1);
              } catch (error) {
                errors.push(error);
              }
            }),
          );
        }
        await writer.close(errors.length === 0 ? 'completed' : 'open');
      } catch (error) {
        errors.push(error);
      }
      return { acknowledged, errors: errors as StoreWriteError[] };
    }

    /** What must hold after any failure: nothing acknowledged is lost, nothing is wrong, and it can go on. */
    async function expectSound(files: MemoryFiles, acknowledged: readonly number[], place: string) {
      const after = withoutLocks(files);
      const store = storeOn(after);
      const before = (await store.runs()).length === 0 ? [] : await valuesOf(store);
      expect(before)
        .withContext(place)
        .toEqual(jasmine.arrayContaining([...acknowledged]));
      const writer = await open(store);
      const done = positionsIn(writer.done);
      expect(done)
        .withContext(place)
        .toEqual(before as number[]);
      for (const position of numbers(0, RECORDS * 2)) {
        if (!done.includes(position)) await writer.append(record(position, position + 1));
      }
      await writer.close('completed');

      expect(await valuesOf(store))
        .withContext(place)
        .toEqual(numbers(0, RECORDS * 2));
      expect((await store.verify('run')).problems)
        .withContext(place)
        .toEqual([]);
      const left = [...after.contents().keys()].filter(
        (path) => !/^\/store\/run\/\d{6}$/.test(path.replace(extension, '')),
      );
      expect(left).withContext(place).toEqual([]);
    }

    for (const [operation, code] of [
      ['write', 'ENOSPC'],
      ['write', 'EIO'],
      ['sync', 'EIO'],
      ['create', 'EACCES'],
      ['open', 'EMFILE'],
      ['rename', 'EROFS'],
      ['link', 'EDQUOT'],
      ['syncFolder', 'EIO'],
      ['makeFolder', 'EROFS'],
      ['remove', 'EIO'],
      ['truncate', 'EIO'],
      ['close', 'EIO'],
      ['list', 'EIO'],
    ] as const satisfies readonly (readonly [Operation, string])[]) {
      for (const forever of [false, true]) {
        it(`should lose nothing when ${operation} fails with ${code} at any time${forever ? ', for ever' : ''}`, async () => {
          let [runs, failed] = [0, 0];
          for (let n = 1; n <= 30; n++) {
            const files = new MemoryFiles();
            const { acknowledged, errors } = await writeRun(
              files,
              failing(operation, n, code, forever),
            );
            runs++;
            if (errors.length > 0) failed++;
            const strange = errors.filter((error) => {
              const known = error.code === 'ERR_STORE_WRITE' && error.reason === code;
              return !known && (error as { code: string }).code !== code;
            });
            expect(strange).toEqual([]);
            await expectSound(files, acknowledged, `${operation} ${n}`);
          }
          expect(runs).toBe(30);
          expect(failed)
            .withContext('runs that noticed')
            .toBeGreaterThan(operation === 'truncate' ? -1 : 0);
        });
      }
    }

    it('should write what a short write has left, and fail where the rest does not fit', async () => {
      for (let n = 1; n <= 12; n++) {
        for (const fits of [true, false]) {
          for (const durability of ['power', 'process'] as const) {
            const files = new MemoryFiles();
            let writes = 0;
            let short = false;
            const hook: Hook = ({ operation, length }) => {
              if (operation !== 'write') return undefined;
              if (short && !fits) throw errorOf('ENOSPC');
              short = ++writes === n;
              return short ? Math.ceil(length / 2) : undefined;
            };
            const { acknowledged, errors } = await writeRun(files, hook, durability);

            if (fits) expect(errors).toEqual([]);
            expect(errors.every(({ code, full }) => code === 'ERR_STORE_WRITE' && full)).toBeTrue();
            await expectSound(files, acknowledged, `short write ${n}`);
          }
        }
      }
    });

    it('should take a write of nothing for a failure', async () => {
      const hook: Hook = ({ operation, path }) =>
        operation === 'write' && path.includes(extension) ? 0 : undefined;
      const { errors } = await writeRun(new MemoryFiles(), hook);

      expect(errors[0]?.reason).toBe('EIO');
    });

    it('should go on in the same segment when there is room again', async () => {
      const files = new MemoryFiles();
      let full = false;
      const hook: Hook = ({ operation }) => {
        if (full && operation === 'write') throw errorOf('ENOSPC');
      };
      const store = storeOn(faultyFiles(files, hook));
      const writer = await open(store);
      await writer.append(record(0, 2));
      full = true;
      const codes = await Promise.all(
        [2, 4].map((at) => codeOf(() => writer.append(record(at, at + 2)))),
      );
      expect(codes).toEqual(['ERR_STORE_WRITE', 'ERR_STORE_WRITE']);
      full = false;
      await writer.append(record(2, 4));
      await writer.close('completed');

      expect(await valuesOf(store)).toEqual([0, 1, 2, 3]);
      expect([...files.contents().keys()]).toEqual([`${DIR}/run/000001${extension}`]);
      expect((await store.runs())[0]?.items).toBe(4);
    });

    it('should never write again to a segment whose sync has failed', async () => {
      const files = new MemoryFiles();
      let broken = false;
      let failed = false;
      const touched: string[] = [];
      const hook: Hook = ({ operation, path }) => {
        if (failed && ['write', 'sync', 'truncate'].includes(operation)) touched.push(path);
        if (broken && operation === 'sync') {
          broken = false;
          failed = true;
          throw errorOf('EIO');
        }
      };
      const store = storeOn(faultyFiles(files, hook));
      const writer = await open(store);
      await writer.append(record(0, 2));
      broken = true;
      expect(await codeOf(() => writer.append(record(2, 4)))).toBe('ERR_STORE_WRITE');
      await writer.append(record(2, 4, ['c', 'd']));
      await writer.append(record(4, 6));
      await writer.close('completed');

      expect(touched.filter((path) => path.includes('000001'))).toEqual([]);
      expect(await valuesOf(store)).toEqual([0, 1, 'c', 'd', 4, 5]);
      expect((await store.verify('run')).problems).toEqual([]);
    });

    it('should keep what was acknowledged through a loss of power at any time', async () => {
      const times = Number(process.env['POWER_CUTS'] ?? 100);
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.nat({ max: 60 }), fc.constantFrom(16, 64, 512)), {
            minLength: 1,
            maxLength: 4,
          }),
          fc.integer(),
          async (cuts, seed) => {
            const random = randomFrom(seed);
            let files = MemoryFiles.of(new Map([['/store/.here', Buffer.alloc(0)]]));
            const stored: number[] = [];
            for (const [cut, block] of cuts) {
              let operations = 0;
              let powerless = files;
              const hook: Hook = () => {
                if (operations++ === cut) powerless = files.afterPowerLoss(random, block);
                if (operations > cut) throw errorOf('EIO');
              };
              const { acknowledged } = await writeRun(files, hook);
              stored.push(...acknowledged);
              if (operations <= cut) powerless = files.afterPowerLoss(random, block);
              files = withoutLocks(powerless);
              const store = storeOn(files);
              const values =
                (await store.runs()).length === 0
                  ? []
                  : await open(store).then(async (writer) => {
                      await writer.close('open');
                      return valuesOf(store);
                    });
              expect(values).toEqual(jasmine.arrayContaining(stored));
            }
            const contents = [...files.contents()].filter(([path]) => !path.endsWith('.here'));
            await expectSound(MemoryFiles.of(new Map(contents)), stored, 'power');
          },
        ),
        { numRuns: times },
      );
    });
  });
}
