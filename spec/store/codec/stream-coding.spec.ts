import { streamCoding } from '../../../src/store/codec/stream-coding.js';
import type { Coding } from '../../../src/store/codec/packing.js';

const body = new TextEncoder().encode('how a browser compresses '.repeat(4000));

describe('streamCoding', () => {
  const gzip = streamCoding('gzip') as Coding;

  it('should give back what it was given', async () => {
    const bytes = await gzip.compress(body);

    expect(bytes.length).toBeLessThan(2000);
    expect(await gzip.expand(bytes, body.length)).toEqual(body);
  });

  it('should give back nothing for nothing', async () => {
    expect((await gzip.expand(await gzip.compress(new Uint8Array()), 10)).length).toBe(0);
  });

  it('should stop a bomb soon after the length that it was told', async () => {
    const bomb = await gzip.compress(new Uint8Array(50_000_000));

    await expectAsync(gzip.expand(bomb, 1000)).toBeRejectedWithError(/more than 1000 bytes/);
  });

  it('should refuse what is cut short, and what is none', async () => {
    const bytes = await gzip.compress(body);
    for (const broken of [bytes.subarray(0, -1), bytes.subarray(0, 5), body]) {
      await expectAsync(gzip.expand(broken, body.length)).toBeRejected();
    }
  });

  it('should be none where the platform has no such streams', () => {
    expect(streamCoding('lzma' as 'gzip')).toBeUndefined();
  });
});
