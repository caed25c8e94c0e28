import { StoreWriteError } from '../../src/core/store-write-error.js';
import { SluiceError } from '../../src/core/sluice-error.js';

const CAUSE = Object.assign(new Error('no space left'), { code: 'ENOSPC' });

describe('StoreWriteError', () => {
  it('should name the file, the word of the system, and what went wrong', () => {
    const error = new StoreWriteError('/runs/a/000001.jsonl', 'ENOSPC', CAUSE);

    expect(error).toBeInstanceOf(SluiceError);
    expect(error.name).toBe('StoreWriteError');
    expect(error.code).toBe('ERR_STORE_WRITE');
    expect([error.file, error.reason]).toEqual(['/runs/a/000001.jsonl', 'ENOSPC']);
    expect(error.cause).toBe(CAUSE);
    expect(error.message).toBe('/runs/a/000001.jsonl could not be written: ENOSPC');
  });

  it('should say whether space has to be freed', () => {
    const isFull = (reason: string) => new StoreWriteError('file', reason, CAUSE).full;

    expect(['ENOSPC', 'EFBIG', 'EDQUOT'].map(isFull)).toEqual([true, true, true]);
    expect(['EROFS', 'EIO', 'EACCES', 'ENOENT', ''].map(isFull)).toEqual(
      Array.from({ length: 5 }, () => false),
    );
  });
});
