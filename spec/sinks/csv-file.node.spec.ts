import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { csvFile } from '../../src/sinks/csv-file.js';
import { firstValueFrom, toArray } from 'rxjs';
import { fromSource } from '../../src/flow/from-source.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { readCsv, type CsvRow } from '../../src/sources/read-csv.js';
import { describeSink } from '../../src/testing/index.js';

const { signal } = new AbortController();
const columns = ['id', 'n'];

describe('csvFile', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'sinks-'));
    path = join(folder, 'rows.csv');
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
  });

  const text = () => fs.readFileSync(path, 'utf8');
  const write = async (rows: readonly unknown[], names: readonly string[] = columns) => {
    const sink = csvFile(path, { columns: names });
    try {
      await sink.write(rows, { signal });
    } finally {
      await sink.close?.();
    }
  };

  it('should write one header, and a record for each row', async () => {
    await write([{ id: 'a', n: 1, other: 2 }, { n: 'x,"y"\r\n' }]);
    await write([{ id: new Date(0), n: { a: [1] } }]);
    expect(text()).toBe(
      'id,n\r\na,1\r\n,"x,""y""\r\n"\r\n1970-01-01T00:00:00.000Z,"{""a"":[1]}"\r\n',
    );
  });

  it('should have no text that a spreadsheet would run, and numbers as they are', async () => {
    for (const sign of ['=', '+', '-', '@', '\t', '\r']) await write([{ id: `${sign}1`, n: -1 }]);
    expect(text()).toBe(`id,n\r\n'=1,-1\r\n'+1,-1\r\n'-1,-1\r\n'@1,-1\r\n'\t1,-1\r\n"'\r1",-1\r\n`);
  });

  it('should write a line for an empty row of one column', async () => {
    await write([{}, { id: 'a' }, { id: null }], ['id']);
    expect(text()).toBe('id\r\n""\r\na\r\n""\r\n');
  });

  it('should keep each whole record, and cut off a torn one, wherever a crash has cut the file', async () => {
    await write([
      { id: 'a\r\n"b', n: 1 },
      { id: 'é', n: '"\n"' },
    ]);
    const whole = fs.readFileSync(path);
    const first = 'id,n\r\n';
    const second = `${first}"a\r\n""b",1\r\n`;
    for (let size = 0; size <= whole.length; size++) {
      fs.writeFileSync(path, whole.subarray(0, size));
      await write([{ id: 'z', n: 0 }]);
      const kept =
        size === whole.length
          ? whole.toString()
          : size < Buffer.byteLength(second)
            ? first
            : second;
      expect(text()).withContext(`cut at ${size}`).toBe(`${kept}z,0\r\n`);
    }
  });

  it('should follow quotes through a file of many blocks', async () => {
    const long = `"${'line\n'.repeat(40_000)}"`;
    fs.writeFileSync(path, `id,n\r\n${long},1\r\n${long}`);
    await write([{ id: 'z', n: 0 }]);
    expect(text()).toBe(`id,n\r\n${long},1\r\nz,0\r\n`);
  });

  it('should refuse a file with another header, and leave it alone', async () => {
    for (const other of ['id,m\r\n1,2\r\n', 'notes', 'id,n,m\r\n', 'id,n\n1,2\n']) {
      fs.writeFileSync(path, other);
      await expectAsync(write([{ id: 1 }])).toBeRejectedWith(
        jasmine.objectContaining({ code: 'ERR_STORE_CORRUPT' }),
      );
      expect(text()).toBe(other);
    }
  });

  it('should write nothing of a batch with what has no text', async () => {
    const sink = csvFile(path, { columns });
    for (const bad of [null, 5, { id: () => 1 }, { n: Symbol('s') }]) {
      expect(() => sink.write([{ id: 1 }, bad], { signal })).toThrowError(TypeError);
    }
    expect(fs.existsSync(path)).toBeFalse();
  });

  it('should write the header of a stream once', async () => {
    let got = '';
    const stream = new WritableStream<Uint8Array>({
      write: (bytes) => {
        got += new TextDecoder().decode(bytes);
      },
    });
    const sink = csvFile(stream, { columns });
    await sink.write([{ id: 1, n: 2 }], { signal });
    await sink.write([{ id: 3, n: 4 }], { signal });
    await sink.close?.();
    expect(got).toBe('id,n\r\n1,2\r\n3,4\r\n');
  });

  it('should refuse wrong arguments at the call', () => {
    const call = csvFile as (...args: unknown[]) => unknown;
    expect(() => call(5, { columns })).toThrowError(TypeError, /"target" must be/);
    expect(() => call('a')).toThrowError(TypeError, /"options" must be/);
    expect(() => call('a', {})).toThrowError(TypeError, /"columns" is needed/);
    expect(() => call('a', { columns: 'id' })).toThrowError(TypeError, /"columns" must be/);
    for (const bad of [[], ['a', 'a'], [1]]) {
      expect(() => call('a', { columns: bad })).toThrowError(RangeError, /"columns" must be/);
    }
  });
});

describeSink('csvFile', () => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'sinks-'));
  const path = join(folder, 'rows.csv');
  return {
    open: () => csvFile(path, { columns }),
    rows: () => {
      const row = async (each: CsvRow) => {
        await Promise.resolve();
        return { id: each['id'] ?? '', n: Number(each['n']) };
      };
      return firstValueFrom(fromSource(readCsv(path)).pipe(mapConcurrent(row), toArray()));
    },
    again: 'adds',
    dispose: () => {
      fs.rmSync(folder, { recursive: true });
    },
  };
});
