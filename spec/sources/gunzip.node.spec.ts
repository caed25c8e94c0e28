import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { NEVER } from 'rxjs';
import { fromSource } from '../../src/flow/from-source.js';
import { InputError } from '../../src/sources/input-error.js';
import { readLines } from '../../src/sources/read-lines.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { Reader } from '../support/reader.js';
import { macrotask } from '../support/ticks.js';
import { failureOf, itemsOf } from './reading.js';

const folder = mkdtempSync(join(tmpdir(), 'sluice-gunzip-'));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('gunzip in Node', () => {
  afterAll(() => rmSync(folder, { recursive: true }));

  it('should unpack several members, as cat makes them', async () => {
    const members = [gzipSync('a\nb'), gzipSync('c\n'), gzipSync(''), gzipSync('d')];
    const packed = file('members.gz', Buffer.concat(members));

    expect(gunzipSync(Buffer.concat(members)).toString()).toBe('a\nbc\nd');
    expect(await itemsOf(readLines(packed))).toEqual(['a', 'bc', 'd']);
  });

  it('should fail where a later member is cut off', async () => {
    const second = gzipSync('c\nd\n');
    const packed = Buffer.concat([gzipSync('a\nb\n'), second.subarray(0, -3)]);
    const error = await failureOf(itemsOf(readLines(file('cut.gz', packed))));

    expect(error).toBeInstanceOf(InputError);
  });

  it('should unpack only as fast as it is read', async () => {
    const member = gzipSync('x'.repeat(999).concat('\n').repeat(1_000));
    const bomb = file('bomb.gz', Buffer.concat(Array.from({ length: 200 }, () => member)));
    const before = process.memoryUsage().arrayBuffers;
    const reader = new Reader<string>();
    await new Promise<void>((begun) => {
      const never = () => {
        begun();
        return NEVER;
      };
      reader.read(
        fromSource(readLines(bomb)).pipe(mapConcurrent(never, { concurrency: 1, prefetch: 0 })),
      );
    });
    for (let i = 0; i < 50; i++) await macrotask();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
    reader.leave();
  });
});
