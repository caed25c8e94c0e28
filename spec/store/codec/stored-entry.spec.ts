import { entryOf, storedEntry } from '../../../src/store/codec/stored-entry.js';

describe('storedEntry', () => {
  it('should come back as it was', () => {
    for (const value of [0, 'a', null, undefined, [undefined], new Date(7), new Uint8Array([1])]) {
      const stored = storedEntry({ value, at: 5 });
      expect(stored && entryOf(stored)).toEqual({ value, at: 5 });
    }
  });

  it('should be none of what would come back otherwise', () => {
    for (const value of [() => 1, Symbol('a'), new TypeError('a')]) {
      expect(storedEntry({ value, at: 5 })).toBeUndefined();
    }
  });

  it('should have no body for undefined', () => {
    expect(storedEntry({ value: undefined, at: 5 })).toEqual({ at: 5 });
  });
});

describe('entryOf', () => {
  it('should be none of what is no value', () => {
    expect(entryOf({ at: 5, body: new Uint8Array([255]) })).toBeUndefined();
    expect(entryOf({ at: 5, body: new Uint8Array() })).toBeUndefined();
  });
});
