import { RunNotFoundError } from '../../src/core/run-not-found-error.js';
import { UnstorableValueError } from '../../src/core/unstorable-value-error.js';
import { exportRun } from '../../src/store/export-run.js';
import { memoryStore } from '../../src/store/memory-store.js';
import type { RunWriter } from '../../src/store/result-store.js';
import { linesOf, storeWith } from './support/exports.js';

describe('exportRun', () => {
  it('should tell of the run, of each outcome in order, and what all that is', async () => {
    const reason = Object.assign(new Error('no'), { code: 'E_NO' });
    const store = storeWith([
      { position: 3, status: 'rejected', reason },
      { position: 0, status: 'fulfilled', value: { id: 7 } },
      { position: 1, status: 'fulfilled', value: undefined },
      { position: 2, status: 'skipped', reason: undefined },
    ]);

    expect(await linesOf(exportRun(store, 'run'))).toEqual([
      '{"sluice":"run","version":1,"runId":"run","state":"completed","fingerprint":{"identity":"position"}}',
      '{"position":0,"status":"fulfilled","value":{"id":7}}',
      '{"position":1,"status":"fulfilled","value":{"$undefined":true}}',
      '{"position":2,"status":"skipped"}',
      '{"position":3,"status":"rejected","reason":{"name":"Error","message":"no","code":"E_NO"}}',
      jasmine.stringMatching(/^\{"end":true,"items":4,"failed":2,"crc32":"[0-9a-f]{8}"\}$/),
    ]);
  });

  it('should tell keys, and a run that is open', async () => {
    const store = storeWith([{ position: 0, key: 'a', status: 'fulfilled', value: 1 }], 'open');
    const [header, line] = await linesOf(exportRun(store, 'run'));

    expect(header).toContain('"state":"open","fingerprint":{"identity":"key"}');
    expect(line).toBe('{"position":0,"key":"a","status":"fulfilled","value":1}');
  });

  it('should give the sum that other programs have for the lines before', async () => {
    const lines = await linesOf(exportRun(storeWith([]), 'run'));

    // That of zlib over the one line before, with its end.
    expect(lines[1]).toBe('{"end":true,"items":0,"failed":0,"crc32":"6df371da"}');
  });

  it('should fail for a value that would not come back, and say where it is', async () => {
    const store = storeWith([{ position: 7, status: 'fulfilled', value: () => 1 }]);

    await expectAsync(linesOf(exportRun(store, 'run'))).toBeRejectedWithError(
      UnstorableValueError,
      /position 7/,
    );
  });

  it('should fail for a run that is not there, and for one that cannot be read', async () => {
    const error = new Error('damaged');
    const store = memoryStore();
    const writer = store.open({
      ...{ runId: 'run', resume: true, fingerprint: { identity: 'position' } },
    }) as RunWriter;
    const info = { ...writer.info, state: 'unreadable' as const, error };
    const damaged = { open: () => writer, results: () => ({ pull: () => null }) };
    const unreadable = { ...damaged, runs: () => Promise.resolve([info]) } as never;

    await expectAsync(linesOf(exportRun(store, 'other'))).toBeRejectedWithError(RunNotFoundError);
    await expectAsync(linesOf(exportRun(unreadable, 'run'))).toBeRejectedWith(error);
  });

  it('should read no more than it is asked for, and leave the store when it is left', async () => {
    const asked: number[] = [];
    let closed = 0;
    const store = storeWith([]);
    const pulls = {
      pull: (max: number) => {
        asked.push(max);
        return [];
      },
      close: () => closed++,
    };
    const source = exportRun(
      { ...store, open: store.open.bind(store), runs: () => store.runs(), results: () => pulls },
      'run',
    );
    const { signal } = new AbortController();
    await source.pull(7, signal);
    await source.pull(7, signal);
    source.close?.();

    expect(asked).toEqual([7]);
    expect(closed).toBe(1);
  });
});
