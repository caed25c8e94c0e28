import { join, resolve } from 'node:path';
import {
  folderOf,
  isRunId,
  isTemporary,
  locksAmong,
  lockPath,
  formatOf,
  numberOf,
  segmentName,
  segmentsAmong,
} from '../../../src/node/json-lines/layout.js';
import { codeOf } from '../support/runs.js';

const UUID = '00000000-0000-4000-8000-000000000000';

describe('folderOf', () => {
  it('should be the folder of that name, also in the root', () => {
    const root = resolve('/');
    expect(folderOf('jsonLinesStore', join(root, 'runs'), 'a.b')).toBe(join(root, 'runs', 'a.b'));
    expect(folderOf('jsonLinesStore', root, 'a')).toBe(join(root, 'a'));
  });

  it('should refuse what is no name, and say what one is', async () => {
    expect(() => folderOf('jsonLinesStore', '/runs', '../x')).toThrowError(
      RangeError,
      /runId.*letters, digits/,
    );
    expect(() => folderOf('jsonLinesStore', '/runs', 5)).toThrowError(
      TypeError,
      /runId.*letters, digits/,
    );
    expect(await codeOf(() => folderOf('jsonLinesStore', '/runs', undefined))).toBe(
      'ERR_INVALID_ARG_TYPE',
    );
  });
});

describe('isRunId', () => {
  it('should be true of names that are a folder on every system', () => {
    for (const name of ['a', 'A-1_b.c', '0', 'x'.repeat(128), 'console', 'a.con']) {
      expect(isRunId(name)).withContext(name).toBeTrue();
    }
    for (const name of ['', '.a', 'a..b', 'a.', 'a/b', 'CON', 'nul.txt', 'x'.repeat(129), 'a\n']) {
      expect(isRunId(name)).withContext(name).toBeFalse();
    }
  });
});

describe('segmentName', () => {
  it('should sort as the numbers do, up to a million', () => {
    expect(segmentName(1, 'json')).toBe('000001.jsonl');
    expect(segmentName(999_999, 'json')).toBe('999999.jsonl');
    expect(segmentName(1_000_000, 'cbor')).toBe('1000000.bin');
  });
});

describe('segmentsAmong', () => {
  it('should find segments, by their numbers', () => {
    const names = ['1000000.jsonl', '000010.jsonl', '000002.bin', 'lock.3', '999999.bin'];
    const found = ['000002.bin', '000010.jsonl', '999999.bin', '1000000.jsonl'];
    expect(segmentsAmong(names)).toEqual(found);
    expect(found.map(numberOf)).toEqual([2, 10, 999_999, 1_000_000]);
    expect(found.map(formatOf)).toEqual(['cbor', 'json', 'cbor', 'json']);
  });

  it('should pass over names that are no segment of this store', () => {
    const names = [
      ...['1.jsonl', '000000.jsonl', '000001.jsonl.bak', 'x000001.jsonl', '000001.JSONL'],
      ...['0000001.jsonl', `000001.jsonl.${UUID}.tmp`, '-00001.jsonl', '1e0006.jsonl'],
      ...['9999999999999999.jsonl', '000001.bin.jsonl', '000001.binary', '1.bin'],
    ];
    expect(segmentsAmong(names)).toEqual([]);
  });
});

describe('locksAmong', () => {
  it('should find the epochs of locks, ascending', () => {
    const names = ['lock.10', 'lock.9', 'lock', 'lock.x', 'lock.0', `lock.${UUID}.tmp`, 'a.lock.1'];
    expect(locksAmong(names)).toEqual([9, 10]);
    expect(lockPath('/runs/run', 9)).toBe(join('/runs/run', 'lock.9'));
  });
});

describe('isTemporary', () => {
  it('should be true of what this store makes aside, and of nothing else', () => {
    expect(isTemporary(`000001.jsonl.${UUID}.tmp`)).toBeTrue();
    expect(isTemporary(`000001.bin.${UUID}.tmp`)).toBeTrue();
    expect(isTemporary(`lock.${UUID}.tmp`)).toBeTrue();
    for (const name of [
      'x.tmp',
      'lock.1.tmp',
      `notes.${UUID}.tmp`,
      `lock.${UUID}.tmp.bak`,
      `my-lock.${UUID}.tmp`,
    ]) {
      expect(isTemporary(name)).withContext(name).toBeFalse();
    }
  });
});
