import { StoreVersionError } from '../../src/core/store-version-error.js';
import { SluiceError } from '../../src/core/sluice-error.js';

describe('StoreVersionError', () => {
  it('should name the version that is stored, and the newest that is known', () => {
    const error = new StoreVersionError('/runs/a/000001.jsonl', 3, 1);

    expect(error).toBeInstanceOf(SluiceError);
    expect(error.name).toBe('StoreVersionError');
    expect(error.code).toBe('ERR_STORE_VERSION');
    expect([error.file, error.version, error.newest]).toEqual(['/runs/a/000001.jsonl', 3, 1]);
    expect(error.message).toBe(
      '/runs/a/000001.jsonl has format version 3; this version of sluice reads up to 1',
    );
  });

  it('should name a version that is no number as it stands there', () => {
    expect(new StoreVersionError('file', 'next', 1).message).toContain('format version next;');
    expect(new StoreVersionError('file', undefined, 1).message).toContain('version undefined;');
  });
});
