import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jsonLinesFile } from '../../src/sinks/json-lines-file.js';
import { describeSink, type SinkRow } from '../../src/testing/index.js';

const { signal } = new AbortController();

describe('jsonLinesFile', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'sinks-'));
    path = join(folder, 'rows.jsonl');
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
  });

  const text = () => fs.readFileSync(path, 'utf8');
  const write = async (rows: readonly unknown[]) => {
    const sink = jsonLinesFile(path);
    try {
      await sink.write(rows, { signal });
    } finally {
      await sink.close?.();
    }
  };
  const written = (rows: readonly unknown[]) =>
    rows.map((row) => `${JSON.stringify(row)}\n`).join('');

  it('should write a line for each row, and go on behind them', async () => {
    await write([{ a: 'é\n' }, [1]]);
    await write(['x', null, 5]);
    expect(text()).toBe('{"a":"é\\n"}\n[1]\n"x"\nnull\n5\n');
  });

  it('should find each whole row, and no torn one, wherever a crash has cut the file', async () => {
    const rows = [{ a: 'é' }, 'x', 1234, -5, true, [{ b: [] }], 'y'.repeat(20)];
    const whole = Buffer.from(written(rows));
    for (let size = 0; size < whole.length; size++) {
      fs.writeFileSync(path, whole.subarray(0, size));
      await write([{ next: 1 }]);
      const lines = text().trimEnd().split('\n');
      const found = lines.map((line) => JSON.parse(line) as unknown);
      const ended = whole.subarray(0, size).toString().split('\n').length - 1;
      expect(found.pop()).toEqual({ next: 1 });
      expect(found.length === ended || found.length === ended + 1)
        .withContext(`cut at ${size}`)
        .toBeTrue();
      expect(found).toEqual(rows.slice(0, found.length));
    }
  });

  it('should keep a long last line that only lacks its newline, and cut off a long one', async () => {
    const long = JSON.stringify('z'.repeat(200_000));
    fs.writeFileSync(path, `1\n${long}`);
    await write([2]);
    expect(text()).toBe(`1\n${long}\n2\n`);
    fs.writeFileSync(path, `1\n${long.slice(0, -1)}`);
    await write([2]);
    expect(text()).toBe('1\n2\n');
  });

  it('should leave files of another kind alone', async () => {
    for (const other of ['some notes', '{"a":1}\nno JSON\ntail', 'a\nb']) {
      fs.writeFileSync(path, other);
      await expectAsync(write([1])).toBeRejectedWith(
        jasmine.objectContaining({ code: 'ERR_STORE_CORRUPT' }),
      );
      expect(text()).toBe(other);
    }
  });

  it('should write nothing of a batch with a row that has no JSON', async () => {
    const sink = jsonLinesFile(path);
    const cycle: unknown[] = [];
    cycle.push(cycle);
    for (const bad of [undefined, () => 1, Symbol('s'), 5n, cycle]) {
      expect(() => sink.write([1, bad], { signal })).toThrowError(TypeError);
    }
    await sink.write([2], { signal });
    await sink.close?.();
    expect(text()).toBe('2\n');
  });

  it('should write into a stream, one batch after another, and close it', async () => {
    const got: string[] = [];
    const stream = new WritableStream<Uint8Array>({
      write: (bytes) => {
        got.push(new TextDecoder().decode(bytes));
      },
      close: () => {
        got.push('closed');
      },
    });
    const sink = jsonLinesFile(stream);
    await Promise.all([sink.write([1, 2], { signal }), sink.write([3], { signal })]);
    await sink.close?.();
    expect(got).toEqual(['1\n2\n', '3\n', 'closed']);
  });

  it('should refuse what is no target at the call', () => {
    for (const bad of [undefined, null, 5, {}]) {
      expect(() => jsonLinesFile(bad as never)).toThrowError(TypeError, /"target" must be/);
    }
    expect(() => jsonLinesFile('')).toThrowError(RangeError, /"target" must be a path/);
  });
});

describeSink('jsonLinesFile', () => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'sinks-'));
  const path = join(folder, 'rows.jsonl');
  return {
    open: () => jsonLinesFile(path),
    rows: () => {
      const lines = fs.readFileSync(path, 'utf8').split('\n').slice(0, -1);
      return lines.map((line) => JSON.parse(line) as SinkRow);
    },
    again: 'adds',
    dispose: () => {
      fs.rmSync(folder, { recursive: true });
    },
  };
});
