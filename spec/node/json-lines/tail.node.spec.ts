import { sealed } from '../../../src/node/json-lines/line.js';
import { checkpointMembers } from '../../../src/store/codec/checkpoint.js';
import { stateLine } from '../../../src/node/json-lines/format.js';
import { tailOf } from '../../../src/node/json-lines/tail.js';
import { MemoryFiles } from '../support/memory-files.js';

const PATH = '/store/file';
const HEADER = { done: [], items: 0, failed: 0, at: 1 };
const HEAD = Buffer.from('the header, of whatever length\n');

const checkpoint = (items: number) => ({
  done: [[0, items]] as const,
  items,
  failed: 0,
  at: items,
});

/** The record of one item, the last of `items`. */
function line(items: number, nth = 0, padding = 0): Buffer {
  const members =
    `"ranges":[[${items - 1},${items}]]${nth > 0 ? `,"nth":${nth}` : ''}` +
    `,"values":["${'x'.repeat(padding)}"]`;
  return sealed(members + checkpointMembers(checkpoint(items)));
}

async function tail(...parts: readonly Buffer[]) {
  let bytesRead = 0;
  const all = Buffer.concat([HEAD, ...parts]);
  const file = await MemoryFiles.of(new Map([[PATH, all]])).open(PATH, 'read');
  const counting = {
    ...file,
    read: async (into: Uint8Array, position: number) => {
      const read = await file.read(into, position);
      bytesRead += read;
      return read;
    },
  };
  const found = await tailOf(counting, HEADER, HEAD.length, all.length);
  return { ...found, bytesRead, torn: found.bytes.toString(), at: found.end - HEAD.length };
}

const damaged = (bytes: Buffer) =>
  Buffer.concat([bytes.subarray(0, 30), Buffer.from('#'), bytes.subarray(31)]);

describe('tailOf', () => {
  it('should be the header where there are no records', async () => {
    const { last, at, torn, completed, lines } = await tail();
    expect([last, at, torn, completed, lines]).toEqual([HEADER, 0, '', false, false]);
  });

  it('should be the last record', async () => {
    const { last, at, torn, completed } = await tail(line(1), line(2));
    expect([last, at, torn, completed]).toEqual([
      checkpoint(2),
      line(1).length + line(2).length,
      '',
      false,
    ]);
  });

  it('should say whether the run came to its end', async () => {
    const end = stateLine('completed', checkpoint(1));
    expect((await tail(line(1), end)).completed).toBeTrue();
    expect((await tail(line(1), end, line(2))).completed).toBeFalse();
    expect((await tail(line(1), stateLine('open', checkpoint(1)))).completed).toBeFalse();
  });

  it('should leave out a line without its end, and say what it was', async () => {
    const torn = line(2).subarray(0, -1);
    const found = await tail(line(1), torn);

    expect([found.last, found.at]).toEqual([checkpoint(1), line(1).length]);
    expect([found.torn, found.lines]).toEqual([torn.toString(), false]);
  });

  it('should leave out a line that is damaged, and say that it has an end', async () => {
    const found = await tail(line(1), damaged(line(2)));

    expect([found.last, found.at, found.lines]).toEqual([checkpoint(1), line(1).length, true]);
  });

  it('should not look before a last line that is whole', async () => {
    expect((await tail(damaged(line(1)), line(2))).last).toEqual(checkpoint(2));
  });

  it('should count nothing after a hole in one write, and all before it', async () => {
    const write = [line(2), line(3, 1), line(4, 2)];
    expect((await tail(line(1), ...write)).last).toEqual(checkpoint(4));
    for (const [hole, items] of [
      [0, 1],
      [1, 2],
      [2, 3],
    ] as const) {
      const parts = write.map((each, i) => (i === hole ? damaged(each) : each));
      const found = await tail(line(1), ...parts);
      const rest = Buffer.concat(parts.slice(hole));
      expect([found.last, found.torn]).toEqual([checkpoint(items), rest.toString()]);
    }
  });

  it('should find a line that is longer than what it reads at first', async () => {
    for (const padding of [60_000, 66_000, 300_000]) {
      const long = line(2, 0, padding);
      const found = await tail(line(1), long);
      expect([found.last, found.at]).toEqual([checkpoint(2), line(1).length + long.length]);
      const torn = await tail(line(1), long.subarray(0, -1));
      expect([torn.last, torn.torn.length]).toEqual([checkpoint(1), long.length - 1]);
    }
  });

  it('should look for the beginning of a write as far as it has to', async () => {
    const write = [line(2, 0, 100_000), line(3, 1, 100_000), line(4, 2, 100)];
    expect((await tail(line(1), ...write)).last).toEqual(checkpoint(4));
    expect((await tail(line(1), damaged(write[0]!), ...write.slice(1))).last).toEqual(
      checkpoint(1),
    );
  });

  it('should read little of a long segment', async () => {
    const lines = Array.from({ length: 2000 }, (_, i) => line(i + 1, 0, 1000));
    const { bytesRead, last } = await tail(...lines);

    expect(last.items).toBe(2000);
    expect(bytesRead).toBe(64 * 1024);
  });
});
