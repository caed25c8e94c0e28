import { codingOf } from '../../../src/store/codec/coding.js';
import { packer } from '../../../src/store/codec/packer.js';
import type { Compression, Packed } from '../../../src/store/codec/packing.js';

const text = (length: number) =>
  new TextEncoder()
    .encode('{"id":1,"name":"one of many"}'.repeat(length / 29 + 1))
    .slice(0, length);

/** What nothing makes smaller. */
function noise(length: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length }, () => (state = (state * 48271) % 2147483647) >>> 8);
}

const CODINGS = (['gzip', 'brotli', 'zstd'] as const).filter((id) => codingOf(id) !== undefined);

const packed = async (compression: Compression, body: Uint8Array) =>
  packer('test', compression).pack(body);
const unpacked = async (from: Packed) => packer('test', 'none').unpack(from);
const changed = (from: Packed, bytes: Uint8Array): Packed => ({ ...from, bytes });

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

describe('packer', () => {
  it('should have gzip on every platform', () => {
    expect(CODINGS).toContain('gzip');
  });

  for (const id of CODINGS) {
    describe(id, () => {
      it('should give back what it was given, in fewer bytes', async () => {
        const body = text(100_000);
        const answer = await packed(id, body);

        expect(answer.packing).toBe(id);
        expect(answer.length).toBe(100_000);
        expect(answer.bytes.length).toBeLessThan(10_000);
        expect(await unpacked(answer)).toEqual(body);
      });

      it('should leave alone what is small, and what does not get smaller', async () => {
        for (const body of [text(0), text(511), noise(20_000)]) {
          const answer = await packed(id, body);

          expect(answer).toEqual({ bytes: body, packing: undefined, length: body.length });
          expect(await unpacked(answer)).toEqual(body);
        }

        expect((await packed(id, text(512))).packing).toBe(id);
      });

      it('should refuse more bytes than it was told, and fewer', async () => {
        const bomb = await packed(id, new Uint8Array(20_000_000));
        for (const length of [0, 1, 19_999_999, 20_000_001, 2 ** 31, -1, 0.5, NaN]) {
          await expectAsync(unpacked({ ...bomb, length })).toBeRejectedWithError(Error);
        }
      });

      it('should refuse what is cut short, wherever that is', async () => {
        const answer = await packed(id, text(2000));
        for (let end = 0; end < answer.bytes.length; end++) {
          const cut = changed(answer, answer.bytes.subarray(0, end));
          await expectAsync(unpacked(cut)).withContext(`${end}`).toBeRejectedWithError(Error);
        }
      });

      it('should refuse what has something after its end', async () => {
        const answer = await packed(id, text(2000));
        for (const more of [[0], [7, 7], new Array<number>(100).fill(0)]) {
          const longer = changed(answer, joined(answer.bytes, Uint8Array.from(more)));
          await expectAsync(unpacked(longer)).toBeRejectedWithError(Error);
        }
      });

      // For zstd they are one by its own rule (RFC 8878, 3.1); how long it may be is held as ever.
      if (id !== 'zstd') {
        it('should refuse several bodies in one', async () => {
          const whole = await packed(id, text(2000));
          const empty = (await codingOf(id)?.compress(new Uint8Array())) as Uint8Array;
          for (const bytes of [
            joined(whole.bytes, whole.bytes),
            joined(whole.bytes, empty),
            joined(empty, whole.bytes),
          ]) {
            await expectAsync(unpacked(changed(whole, bytes))).toBeRejectedWithError(Error);
            const both = { ...changed(whole, bytes), length: 4000 };
            await expectAsync(unpacked(both)).toBeRejectedWithError(Error);
          }
        });
      }
    });
  }

  it('should refuse at the call what the runtime cannot do', () => {
    for (const id of (['gzip', 'brotli', 'zstd'] as const).filter((id) => !CODINGS.includes(id))) {
      expect(() => packer('someStore', id)).toThrowMatching(
        (error: unknown) => (error as { code?: unknown }).code === 'ERR_OUT_OF_RANGE',
      );
    }

    expect(() => packer('someStore', 'lzma' as 'gzip')).toThrowError(/someStore: "compression"/);
  });

  it('should name what the runtime cannot expand', async () => {
    const foreign = { bytes: text(1000), packing: 'lzma' as 'gzip', length: 2000 };

    await expectAsync(unpacked(foreign)).toBeRejectedWithError(/compression by lzma/);
  });

  it('should refuse a plain body of another length', async () => {
    const short = { bytes: text(9), packing: undefined, length: 10 };

    await expectAsync(unpacked(short)).toBeRejectedWithError(/9 bytes instead of 10/);
  });

  describe('auto', () => {
    it('should compress while that saves something', async () => {
      const { pack } = packer('test', 'auto');
      for (let i = 0; i < 40; i++) expect((await pack(text(4000))).packing).toBe('gzip');
    });

    it('should let bodies pass that compressing does not make smaller, and try again later', async () => {
      const { pack } = packer('test', 'auto');

      expect((await pack(noise(4000))).packing).toBeUndefined();

      const packings: unknown[] = [];
      for (let i = 0; i < 34; i++) packings.push((await pack(text(4000))).packing);

      expect(packings.slice(0, 32)).toEqual(new Array(32).fill(undefined));
      expect(packings.slice(32)).toEqual(['gzip', 'gzip']);
    });

    it('should not be turned by one body among many', async () => {
      const { pack } = packer('test', 'auto');
      for (let i = 0; i < 8; i++) await pack(text(4000));
      await pack(noise(4000));

      expect((await pack(text(4000))).packing).toBe('gzip');
    });
  });
});
