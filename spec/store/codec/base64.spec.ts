import * as fc from 'fast-check';
import { fromBase64, toBase64 } from '../../../src/store/codec/base64.js';

describe('base64', () => {
  it('should give the bytes back, however many', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(fromBase64(toBase64(bytes))).toEqual(bytes);
      }),
    );
    const many = Uint8Array.from({ length: 100_000 }, (_, at) => at * 7);

    expect(fromBase64(toBase64(many))).toEqual(many);
  });

  it('should refuse any other text', () => {
    for (const text of ['A', 'AB', 'AA ==', ' AA==', 'AB==', '????', 'AA=A']) {
      expect(() => fromBase64(text))
        .withContext(text)
        .toThrow();
    }
  });
});
