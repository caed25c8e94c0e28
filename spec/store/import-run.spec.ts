import * as fc from 'fast-check';
import { ImportError } from '../../src/core/import-error.js';
import { RunExistsError } from '../../src/core/run-exists-error.js';
import { StoreVersionError } from '../../src/core/store-version-error.js';
import { UnstorableValueError } from '../../src/core/unstorable-value-error.js';
import { exportRun } from '../../src/store/export-run.js';
import { LineSum } from '../../src/store/export-format.js';
import { importRun } from '../../src/store/import-run.js';
import { memoryStore } from '../../src/store/memory-store.js';
import type { StoredOutcome } from '../../src/store/result-store.js';
import { deepEqual } from '../../src/testing/timeline/deep-equal.js';
import { scriptedStore } from '../support/scripted-store.js';
import { linesOf, storeWith } from './support/exports.js';

const HEADER =
  '{"sluice":"run","version":1,"runId":"run","state":"completed","fingerprint":{"identity":"position"}}';
const BY_KEY = HEADER.replace('"position"}', '"key"}');

/** The lines, and one that ends them rightly. */
function ended(lines: readonly string[], counts?: { items: number; failed: number }): string[] {
  const sum = new LineSum();
  for (const line of lines) sum.add(line);
  const { items, failed } = counts ?? { items: lines.length - 1, failed: 0 };
  return [...lines, JSON.stringify({ end: true, items, failed, crc32: sum.text })];
}

const line = (position: unknown, more = '"value":1') =>
  `{"position":${JSON.stringify(position)},"status":"fulfilled",${more}}`;

const outcomes = fc
  .array(
    fc.record({
      gap: fc.nat(3),
      value: fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true }),
      status: fc.constantFrom('fulfilled', 'fulfilled', 'rejected', 'skipped', 'cancelled'),
      reason: fc.jsonValue(),
    }),
    { maxLength: 20 },
  )
  .chain((list) => fc.tuple(fc.constant(list), fc.boolean()))
  .map(([list, byKey]) => {
    let position = -1;
    return list.map(({ gap, value, status, reason }): StoredOutcome => {
      position += gap + 1;
      const who = byKey ? { position, key: `k${position}` } : { position };
      return status === 'fulfilled' ? { ...who, status, value } : { ...who, status, reason };
    });
  });

/** What is wrong, and in which line. */
const DAMAGED: readonly (readonly [string, readonly unknown[], number])[] = [
  ['nothing', [], 1],
  ['something else', ['{"a":1}'], 1],
  ['no JSON', ['\u0000PNG'], 1],
  ['no text', [5], 1],
  ['a list', ['[]'], 1],
  ['no name', [HEADER.replace('"run","state"', '"../up","state"')], 1],
  ['no state', [HEADER.replace('completed', 'unreadable')], 1],
  ['no identity', [HEADER.replace('"position"', '"both"')], 1],
  ['no end', [HEADER, line(0)], 3],
  ['an end that is cut', [HEADER, line(0), '{"end":tr'], 3],
  ['more than the end', [...ended([HEADER]), line(0)], 3],
  ['two ends', [...ended([HEADER]), ...ended([HEADER]).slice(1)], 3],
  ['two beginnings', ended([HEADER, HEADER]), 3 - 1],
  ['other counts', ended([HEADER, line(0)], { items: 2, failed: 0 }), 3],
  ['other failures', ended([HEADER, line(0)], { items: 1, failed: 1 }), 3],
  ['another line', [HEADER, line(1), ...ended([HEADER, line(0)]).slice(2)], 3],
  ['a line less', [HEADER, ...ended([HEADER, line(0)]).slice(2)], 2],
  ['an empty line', ended([HEADER, '']), 2],
  ['the same position', ended([HEADER, line(0), line(0)]), 3],
  ['a position before', ended([HEADER, line(1), line(0)]), 3],
  ['a position that is none', ended([HEADER, line(-1)]), 2],
  ['half a position', ended([HEADER, line(0.5)]), 2],
  ['a position that is text', ended([HEADER, line('0')]), 2],
  ['a position beyond all', ended([HEADER, line(2 ** 53)]), 2],
  ['no value', ended([HEADER, line(0, '"reason":1')]), 2],
  ['no status', ended([HEADER, '{"position":0,"value":1}']), 2],
  ['a status of its own', ended([HEADER, '{"position":0,"status":"unread"}']), 2],
  ['a tag that means nothing', ended([HEADER, line(0, '"value":{"$code":"x"}')]), 2],
  ['a key in a run without', ended([HEADER, line(0, '"key":"a","value":1')]), 2],
  ['no key in a run with keys', ended([BY_KEY, line(0)]), 2],
  ['a key that is no text', ended([BY_KEY, line(0, '"key":1,"value":1')]), 2],
  [
    'a key twice',
    ended([BY_KEY, line(0, '"key":"a","value":1'), line(1, '"key":"a","value":1')]),
    2,
  ],
  ['text that is too long', [HEADER, ' '.repeat(64 * 1024 * 1024 + 1)], 2],
  ['what could not be read', [HEADER, { malformed: true }], 2],
];

describe('importRun', () => {
  it('should store what was exported, whatever the values are', async () => {
    await fc.assert(
      fc.asyncProperty(outcomes, fc.constantFrom('open', 'completed'), async (all, state) => {
        const first = storeWith(all, state);
        let lines: readonly string[];
        try {
          lines = await linesOf(exportRun(first, 'run'));
        } catch (error) {
          expect(error).toBeInstanceOf(UnstorableValueError);
          return;
        }
        const second = memoryStore();

        const imported = await importRun(second, exportRun(first, 'run'));

        const failed = all.filter(({ status }) => status !== 'fulfilled').length;
        expect(imported).toEqual({ runId: 'run', state, items: all.length, failed });
        expect(await linesOf(exportRun(second, 'run'))).toEqual(lines);
        const back = await linesOf(second.results('run'));
        expect(deepEqual(back, await linesOf(first.results('run')))).toBeTrue();
      }),
      { numRuns: 200 },
    );
  });

  it('should refuse wrong arguments at the call', () => {
    const refused = (...args: readonly unknown[]) => {
      const call = importRun as (...args: readonly unknown[]) => unknown;
      return expect(() => call(...args));
    };
    const store = memoryStore();

    refused({}, []).toThrowError(TypeError, /^importRun: "store" must be a ResultStore/);
    refused(store).toThrowError(TypeError, /^importRun: "lines" must be an array/);
    refused(store, 'text').toThrowError(TypeError, /^importRun: "lines" must be an array/);
    refused(store, [], null).toThrowError(TypeError, /"options" must be a plain object/);
    refused(store, [], { runId: '../up' }).toThrowError(RangeError, /"runId" must be a name/);
    refused(store, [], { run: 'a' }).toThrowError(TypeError, /unknown option "run"/);
  });

  it('should name the run as it is told to', async () => {
    const store = memoryStore();
    const { runId } = await importRun(store, ended([HEADER]), { runId: 'copy' });

    expect(runId).toBe('copy');
    expect((await store.runs()).map((run) => run.runId)).toEqual(['copy']);
  });

  it('should go on where the run was left', async () => {
    const store = memoryStore();
    const open = HEADER.replace('completed', 'open');
    await importRun(store, ended([open, line(0), line(1), line(5)]));
    const identity = { fingerprint: { identity: 'position' }, resume: true } as const;

    const writer = await store.open({ runId: 'run', ...identity });

    expect(writer.info.state).toBe('open');
    expect(writer.done).toEqual([
      [0, 2],
      [5, 6],
    ]);
  });

  it('should store many in records of a thousand', async () => {
    const store = scriptedStore();
    const lines = Array.from({ length: 2500 }, (_, at) => line(at));
    await importRun(store, ended([HEADER, ...lines]));

    expect(store.records.map(({ values }) => values.length)).toEqual([1000, 1000, 500]);
  });

  it('should store large ones in records that are smaller', async () => {
    const store = scriptedStore();
    const lines = Array.from({ length: 5 }, (_, at) =>
      line(at, `"value":"${'x'.repeat(600_000)}"`),
    );
    await importRun(store, ended([HEADER, ...lines]));

    expect(store.records.map(({ values }) => values.length)).toEqual([2, 2, 1]);
  });

  for (const [what, lines, at] of DAMAGED) {
    it(`should refuse ${what}, and leave nothing behind`, async () => {
      const store = memoryStore();
      const error: unknown = await importRun(store, lines as string[]).catch(
        (reason: unknown) => reason,
      );

      expect(error).toBeInstanceOf(ImportError);
      expect((error as ImportError).line).toBe(at);
      expect(await store.runs()).toEqual([]);
    });
  }

  it('should refuse any change of a line, or take it for what it says', async () => {
    const lines = ended([HEADER, line(0), line(1)]);
    const text = lines.join('\n');
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 1), fc.nat(0xff), async (at, code) => {
        const store = memoryStore();
        const changed = text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
        const isStored = await importRun(store, changed.split('\n')).then(
          () => true,
          () => false,
        );

        expect(await store.runs()).toHaveSize(isStored ? 1 : 0);
        if (isStored) expect(changed.split('\n').slice(0, -1)).toEqual(lines.slice(0, -1));
      }),
      { numRuns: 300 },
    );
  });

  it('should refuse input that is cut anywhere', async () => {
    const text = ended([HEADER, line(0)]).join('\n');
    for (let length = 0; length < text.length; length++) {
      const store = memoryStore();
      await importRun(store, text.slice(0, length).split('\n')).then(
        () => fail(`cut after ${length}`),
        () => undefined,
      );

      expect(await store.runs()).toEqual([]);
    }
  });

  it('should refuse what a newer version has written, before it opens a store', async () => {
    const store = scriptedStore();
    const lines = [HEADER.replace('"version":1', '"version":2')];

    await expectAsync(importRun(store, lines)).toBeRejectedWithError(StoreVersionError);
    expect(store.log).toEqual([]);
  });

  it('should leave a run alone that is there', async () => {
    const store = storeWith([{ position: 0, status: 'fulfilled', value: 'mine' }]);

    await expectAsync(importRun(store, ended([HEADER]))).toBeRejectedWithError(RunExistsError);
    expect(await linesOf(store.results('run'))).toHaveSize(1);
  });

  it('should not store what the store would have to change', async () => {
    const reason = new UnstorableValueError('it is odd');
    const store = scriptedStore({ append: () => new Map([[0, reason]]) });

    await expectAsync(importRun(store, ended([HEADER, line(0)]))).toBeRejectedWith(reason);
    expect(await store.runs()).toEqual([]);
  });

  it('should tell why it failed, also where nothing can be removed then', async () => {
    const store = scriptedStore({
      append: () => Promise.reject(new Error('full')),
      close: () => Promise.reject(new Error('gone')),
    });

    await expectAsync(importRun(store, ended([HEADER, line(0)]))).toBeRejectedWithError('full');
  });

  it('should remove what it stored where the source fails', async () => {
    const store = memoryStore();
    const broken = (function* () {
      yield HEADER;
      yield line(0);
      throw new Error('EIO');
    })();

    await expectAsync(importRun(store, broken)).toBeRejectedWithError('EIO');
    expect(await store.runs()).toEqual([]);
  });

  it('should take names of Object.prototype for names', async () => {
    const store = memoryStore();
    const value = '"value":{"__proto__":{"polluted":1}},"__proto__":{"status":"rejected"}';
    await importRun(store, ended([HEADER, line(0, value)]));

    const [outcome] = await linesOf(store.results('run'));
    expect(outcome?.status).toBe('fulfilled');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
