import { StoreBlockedError } from '../../src/core/store-blocked-error.js';
import { asStoreError, isBusy } from '../../src/sqlite/sql-error.js';

/** As better-sqlite3 says it, and as node:sqlite does. */
const byName = (code: string) => Object.assign(new Error('no'), { code });
const byNumber = (errcode: number) =>
  Object.assign(new Error('no'), { code: 'ERR_SQLITE_ERROR', errcode });

describe('asStoreError', () => {
  const told = (error: unknown) => {
    const { code, reason, full } = asStoreError('a.db', error) as Record<string, unknown>;
    return [code, reason, full];
  };

  it('should tell a full disk from a broken or a read-only one, by either driver', () => {
    for (const [name, number, reason, full] of [
      ['SQLITE_FULL', 13, 'ENOSPC', true],
      ['SQLITE_IOERR_SHMSIZE', 4874, 'ENOSPC', true],
      ['SQLITE_IOERR_WRITE', 778, 'EIO', false],
      ['SQLITE_READONLY_DBMOVED', 1032, 'EROFS', false],
      ['SQLITE_CANTOPEN', 14, 'EACCES', false],
    ] as const) {
      expect(told(byName(name))).toEqual(['ERR_STORE_WRITE', reason, full]);
      expect(told(byNumber(number))).toEqual(['ERR_STORE_WRITE', reason, full]);
    }
  });

  it('should call damage by its name, and leave its own errors as they are', () => {
    expect(told(byName('SQLITE_CORRUPT_VTAB'))[0]).toBe('ERR_STORE_CORRUPT');
    expect(told(byNumber(26))[0]).toBe('ERR_STORE_CORRUPT');
    const ours = new StoreBlockedError('a.db', 'write', 7);
    expect(asStoreError('a.db', ours)).toBe(ours);
    const bug = new TypeError('a bug');
    expect(asStoreError('a.db', bug)).toBe(bug);
  });

  it('should know a lock that is worth waiting for', () => {
    const busy = [
      byName('SQLITE_BUSY_SNAPSHOT'),
      byNumber(5),
      byNumber(262),
      byName('SQLITE_FULL'),
    ];
    expect(busy.map(isBusy)).toEqual([true, true, true, false]);
  });
});
