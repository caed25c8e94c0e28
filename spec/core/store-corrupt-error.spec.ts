import { StoreCorruptError } from '../../src/core/store-corrupt-error.js';
import { SluiceError } from '../../src/core/sluice-error.js';

describe('StoreCorruptError', () => {
  it('should say where the damage begins, and why it is some', () => {
    const error = new StoreCorruptError('/runs/a/000001.jsonl', 4096, 'it is missing');

    expect(error).toBeInstanceOf(SluiceError);
    expect(error.name).toBe('StoreCorruptError');
    expect(error.code).toBe('ERR_STORE_CORRUPT');
    expect([error.file, error.offset]).toEqual(['/runs/a/000001.jsonl', 4096]);
    expect(error.reason).toBe('it is missing');
    expect(error.message).toBe('/runs/a/000001.jsonl is damaged at byte 4096: it is missing');
  });
});
