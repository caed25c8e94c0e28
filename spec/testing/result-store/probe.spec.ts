import { memoryStore } from '../../../src/store/memory-store.js';
import type { StoredOutcome } from '../../../src/store/result-store.js';
import {
  codeOf,
  KEY,
  openRun,
  POSITION,
  read,
  record,
  valuesOf,
} from '../../../src/testing/result-store/probe.js';

const outcome = (position: number): StoredOutcome => ({
  position,
  status: 'fulfilled',
  value: position,
});

describe('openRun', () => {
  it('should open the run that is told apart by position, unless told otherwise', async () => {
    const writer = await openRun(memoryStore());
    const other = await openRun(memoryStore(), { runId: 'other', fingerprint: KEY });

    expect([writer.info.runId, writer.info.fingerprint]).toEqual(['run', POSITION]);
    expect([other.info.runId, other.info.fingerprint]).toEqual(['other', KEY]);
  });
});

describe('record', () => {
  it('should have the values at the positions, and no failures', () => {
    expect(record([3, 5], ['a', 'b'])).toEqual({
      ranges: [[3, 5]],
      values: ['a', 'b'],
      failures: new Map(),
    });
  });
});

describe('read', () => {
  it('should give all pages until the end, and close the source once', async () => {
    const pages = [[outcome(0), outcome(1)], [], [outcome(2)], null];
    let closed = 0;
    const all = await read({
      pull: () => pages.shift() ?? null,
      close: () => {
        closed++;
      },
    });

    expect(all.map(({ position }) => position)).toEqual([0, 1, 2]);
    expect([pages, closed]).toEqual([[], 1]);
  });

  it('should close the source that fails, and fail with its error', async () => {
    const broken = new Error('no such page');
    let closed = 0;
    const source = {
      pull: () => Promise.reject(broken),
      close: () => {
        closed++;
      },
    };
    await expectAsync(read(source)).toBeRejectedWith(broken);

    expect(closed).toBe(1);
  });
});

describe('valuesOf', () => {
  it('should give the values, and of failures the outcome', async () => {
    const store = memoryStore();
    const writer = await openRun(store);
    const failures = new Map([[1, { kind: 'skipped', reason: 'twice' } as const]]);
    await writer.append({ ranges: [[0, 2]], values: ['a', undefined], failures });

    expect(await valuesOf(store)).toEqual([
      'a',
      { position: 1, status: 'skipped', reason: 'twice' },
    ]);
  });
});

describe('codeOf', () => {
  it('should tell the code of an error that is thrown, or comes later, from none', async () => {
    const error = Object.assign(new Error('no'), { code: 'ENO' });
    const thrown = () => {
      throw error;
    };

    expect(await codeOf(thrown)).toBe('ENO');
    expect(await codeOf(() => Promise.reject(error))).toBe('ENO');
    expect(await codeOf(() => Promise.reject(new Error('no code')))).toBeUndefined();
    expect(await codeOf(() => 'ENO')).toBe('no error');
  });
});
