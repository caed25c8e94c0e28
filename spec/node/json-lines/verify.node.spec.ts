import { sealed } from '../../../src/node/json-lines/line.js';
import { verifyRun } from '../../../src/node/json-lines/verify.js';
import { faultyFiles } from '../support/faulty-files.js';
import { MemoryFiles } from '../support/memory-files.js';
import { codeOf, DIR, numbers, open, record, storeOn } from '../support/runs.js';

const FOLDER = `${DIR}/run`;
const path = (number: number) => `${FOLDER}/00000${number}.jsonl`;

/** Two segments of three records each. */
async function sixRecords(): Promise<Map<string, Buffer>> {
  const files = new MemoryFiles();
  for (const first of [0, 3]) {
    const writer = await open(storeOn(files));
    for (const at of numbers(first, first + 3)) await writer.append(record(at, at + 1));
    await writer.close('open');
  }
  return files.contents();
}

/** The lines of a segment, with their ends; 0 is the header. */
function linesOf(contents: Map<string, Buffer>, number: number): Buffer[] {
  const bytes = contents.get(path(number)) ?? Buffer.alloc(0);
  const lines: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(10, at) + 1 || bytes.length;
    lines.push(bytes.subarray(at, end));
    at = end;
  }
  return lines;
}

/** What is found once the lines of a segment are these. */
async function findings(change: (lines: Buffer[]) => Buffer[], number = 1) {
  const contents = await sixRecords();
  contents.set(path(number), Buffer.concat(change(linesOf(contents, number))));
  const { problems, items } = await verifyRun(MemoryFiles.of(contents), FOLDER, 'run');
  return {
    items,
    lost: problems.flatMap(({ positions }) => positions),
    at: problems.map(({ file, offset }) => [Number(file.slice(-7, -6)), offset]),
    reasons: problems.map(({ reason }) => reason),
  };
}

const damaged = (line: Buffer) => {
  const copy = Buffer.from(line);
  copy[25] = (copy[25] ?? 0) ^ 1;
  return copy;
};

/** Damaged behind the ranges, so that these can still be read. */
const damagedEnd = (line: Buffer) => {
  const copy = Buffer.from(line);
  copy[copy.length - 5] = (copy[copy.length - 5] ?? 0) ^ 1;
  return copy;
};

describe('verifyRun', () => {
  it('should find nothing in a run that is right, and count what can be read', async () => {
    expect(await findings((lines) => lines)).toEqual({ items: 6, lost: [], at: [], reasons: [] });
  });

  it('should name what a damaged record held, wherever it is', async () => {
    for (const [segment, line, position] of [
      [1, 1, 0],
      [1, 2, 1],
      [1, 3, 2],
      [2, 1, 3],
      [2, 2, 4],
    ] as const) {
      let offset = 0;
      const found = await findings((lines) => {
        offset = lines.slice(0, line).reduce((sum, { length }) => sum + length, 0);
        return lines.map((each, i) => (i === line ? damaged(each) : each));
      }, segment);
      expect(found.items).toBe(5);
      expect(found.lost).toEqual([[position, position + 1]]);
      expect(found.at).toEqual([[segment, offset]]);
      expect(found.reasons).toEqual(['a line does not fit its checksum']);
    }
  });

  it('should name what the last record held, as far as it says so', async () => {
    const cut = (from: number) => (line: Buffer) =>
      Buffer.concat([line.subarray(0, from), Buffer.from('#'), line.subarray(from + 1)]);
    const last = (change: (line: Buffer) => Buffer) =>
      findings((lines) => [...lines.slice(0, -1), change(lines.at(-1)!)], 2);

    expect((await last(cut(60))).lost).toEqual([[5, 6]]);
    expect((await last(cut(25))).lost).toEqual([]);
    expect((await last(cut(25))).reasons).toEqual(['a line does not fit its checksum']);
  });

  it('should name several that were damaged one after another as one', async () => {
    const found = await findings((lines) => lines.map((line, i) => (i > 0 ? damaged(line) : line)));
    expect([found.items, found.lost, found.at.length]).toEqual([3, [[0, 3]], 1]);
  });

  it('should name records that are missing between others, or there twice', async () => {
    const missing = await findings((lines) => lines.filter((_, i) => i !== 2));
    expect(missing.lost).toEqual([[1, 2]]);
    expect(missing.reasons).toContain('records are missing before this');
    const twice = await findings((lines) => [...lines, lines.at(-1)!], 2);
    expect(twice.reasons).toEqual(['a record is there twice']);
  });

  it('should name what a segment held that has lost its header, or its end', async () => {
    const headless = await findings((lines) => [damaged(lines[0]!), ...lines.slice(1)], 2);
    expect([headless.items, headless.lost, headless.at]).toEqual([6, [], [[2, 0]]]);
    const short = await findings((lines) => lines.slice(0, 3));
    expect([short.items, short.lost]).toEqual([5, [[2, 3]]]);
    expect(short.reasons[0]).toContain('its end is missing');
  });

  it('should name what a missing segment held, and only one of many that are missing', async () => {
    const contents = await sixRecords();
    contents.set(`${FOLDER}/999999999999999.jsonl`, contents.get(path(2))!);
    contents.delete(path(1));
    contents.delete(path(2));
    const { problems } = await verifyRun(MemoryFiles.of(contents), FOLDER, 'run');

    expect(problems.map(({ file }) => file)).toContain(path(1));
    expect(problems.length).toBeLessThan(5);
    expect(problems.flatMap(({ positions }) => positions)).toEqual([[0, 3]]);
  });

  it('should take a last line without an end for one that is being written while somebody writes', async () => {
    const files = MemoryFiles.of(await sixRecords());
    const writer = await open(storeOn(files));
    await writer.append(record(6, 7));
    const line = linesOf(files.contents(), 3).at(-1)!;
    const whole = files.contents().get(path(3))!;
    const unfinished = new Map(files.contents()).set(
      path(3),
      Buffer.concat([whole, line.subarray(0, -9)]),
    );
    const writing = await verifyRun(MemoryFiles.of(unfinished), FOLDER, 'run');
    expect([writing.items, writing.problems]).toEqual([7, []]);

    unfinished.delete(`${FOLDER}/lock.3`);
    const { problems } = await verifyRun(MemoryFiles.of(unfinished), FOLDER, 'run');
    expect(problems).toEqual([
      {
        file: path(3),
        offset: whole.length,
        reason: 'the last line was not written to its end, and will be cut off',
        positions: [[6, 7]],
      },
    ]);
    await writer.close('open');
  });

  it('should tell what openings have cut off, which is no problem', async () => {
    const contents = await sixRecords();
    const bytes = contents.get(path(2))!;
    contents.set(path(2), bytes.subarray(0, -5));
    const files = MemoryFiles.of(contents);
    await (await open(storeOn(files))).close('open');
    const { problems, recovered, items } = await verifyRun(files, FOLDER, 'run');

    expect([problems, items]).toEqual([[], 5]);
    expect(recovered.map(({ file, positions }) => [file, positions])).toEqual([
      [path(2), [[5, 6]]],
    ]);
  });

  it('should pass over what is in a segment behind its end', async () => {
    const found = await findings((lines) => [
      ...lines,
      Buffer.from('left by a crash, with\nlines\n'),
    ]);
    expect([found.items, found.reasons]).toEqual([6, []]);
  });

  it('should not be misled by lines that are sealed, and no records', async () => {
    const found = await findings((lines) => [
      ...lines.slice(0, 2),
      sealed('"note":1}'),
      ...lines.slice(2),
    ]);
    expect(found.reasons).toContain('a line does not fit its checksum');
  });

  describe('of a run in which outcomes were replaced', () => {
    /** Three of six failed; the second segment replaces each by itself. */
    async function threeAgain(): Promise<Map<string, Buffer>> {
      const files = new MemoryFiles();
      const first = await open(storeOn(files));
      const reason = 'no';
      const failures = new Map([1, 2, 4].map((at) => [at, { kind: 'rejected', reason } as const]));
      await first.append({ ...record(0, 6), failures });
      await first.close('open');
      const again = await open(storeOn(files), { retryFailed: true });
      for (const at of [1, 2, 4]) await again.append(record(at, at + 1));
      await again.close('open');
      return files.contents();
    }

    async function found(change: (lines: Buffer[]) => Buffer[]) {
      const contents = await threeAgain();
      contents.set(path(2), Buffer.concat(change(linesOf(contents, 2))));
      const files = MemoryFiles.of(contents);
      const { problems, items } = await verifyRun(files, FOLDER, 'run');
      const all = () => storeOn(files).aggregate('run', (sum) => sum + 1, 0);
      return {
        problems: problems.map(({ reason, positions }) => [reason, positions]),
        items,
        reading: await codeOf(all),
      };
    }

    it('should count each item once', async () => {
      expect(await found((lines) => lines)).toEqual({
        problems: [],
        items: 6,
        reading: undefined,
      });
    });

    it('should name what a damaged record held, though others hold it, too', async () => {
      const change = (lines: Buffer[]) =>
        lines.map((line, i) => (i === 2 ? damagedEnd(line) : line));
      expect(await found(change)).toEqual({
        problems: [['a line does not fit its checksum', [[2, 3]]]],
        items: 6,
        reading: 'ERR_STORE_CORRUPT',
      });
    });

    it('should notice that a record is missing, or there twice', async () => {
      const without = await found((lines) => lines.filter((_, i) => i !== 2));
      const twice = await found((lines) => [...lines.slice(0, 3), ...lines.slice(2)]);

      expect(without.problems.map(([reason]) => reason)).toEqual([
        'records are missing before this',
      ]);
      expect(twice.problems.map(([reason]) => reason)).toContain('a record is there twice');
      expect([without.reading, twice.reading]).toEqual([
        ...['ERR_STORE_CORRUPT', 'ERR_STORE_CORRUPT'],
      ]);
    });
  });

  it('should fail where there is no run, or a newer one, and close what it has opened', async () => {
    const files = MemoryFiles.of(await sixRecords());
    let opened = 0;
    const watched = faultyFiles(files, ({ operation }) => {
      if (operation === 'open') opened++;
      if (operation === 'close') opened--;
    });
    expect(await codeOf(() => verifyRun(watched, `${DIR}/none`, 'none'))).toBe('ERR_RUN_NOT_FOUND');
    await verifyRun(watched, FOLDER, 'run');
    files.put(path(2), sealed('"format":"sluice-results","version":5}'));
    expect(await codeOf(() => verifyRun(watched, FOLDER, 'run'))).toBe('ERR_STORE_VERSION');
    expect(opened).toBe(0);
  });
});
