import { SluiceError } from '../../src/core/sluice-error.js';
import { StoreFormatError } from '../../src/core/store-format-error.js';

describe('StoreFormatError', () => {
  it('should name the file, the store that wrote it, and the one that was to go on', () => {
    const error = new StoreFormatError('/runs/a/000001.bin', 'cbor', 'json');

    expect(error).toBeInstanceOf(SluiceError);
    expect([error.name, error.code]).toEqual(['StoreFormatError', 'ERR_STORE_FORMAT']);
    expect([error.file, error.format, error.expected]).toEqual([
      '/runs/a/000001.bin',
      'cbor',
      'json',
    ]);
    expect(error.message).toBe(
      '/runs/a/000001.bin is written by binaryStore; jsonLinesStore does not go on with it',
    );
  });
});
