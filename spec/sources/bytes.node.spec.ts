import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import files from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { fromSource } from '../../src/flow/from-source.js';
import { InputError } from '../../src/sources/input-error.js';
import { readCsv } from '../../src/sources/read-csv.js';
import { readJsonLines } from '../../src/sources/read-json-lines.js';
import { readLines } from '../../src/sources/read-lines.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { Reader } from '../support/reader.js';
import { macrotask } from '../support/ticks.js';
import { failureOf, itemsOf, pagesOf, told } from './reading.js';

const free = { flow: null };
const folder = mkdtempSync(join(tmpdir(), 'sluice-sources-'));
const lines = Array.from({ length: 60_000 }, (_, i) => `line ${i} ä`);

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('bytes of files', () => {
  const path = file('lines.txt', lines.join('\n'));

  afterAll(() => rmSync(folder, { recursive: true }));

  it('should read a path and its URL, again for each subscription', async () => {
    for (const input of [path, pathToFileURL(path)]) {
      const lines$ = fromSource(readLines(input), free);
      for (let i = 0; i < 2; i++) {
        const reader = new Reader<string>().read(lines$);
        await reader.over;
        expect(reader.items).toEqual(lines);
      }
    }
  });

  it('should go on at any page as if it had read what is before', async () => {
    const json = file('rows.ndjson', lines.map((_, i) => (i % 9 ? `{"ä":${i}}` : '?')).join('\n'));
    const csv = file('rows.csv', `a,b\n${lines.map((_, i) => `${i},"x\n${i}"`).join('\n')}`);
    for (const source of [readLines(path), readJsonLines(json), readCsv(csv)]) {
      const { pages, cursors } = await pagesOf<unknown>(source, { max: 13_000 });
      for (const page of [0, 1, cursors.length >> 1, cursors.length - 2, cursors.length - 1]) {
        const rest = await itemsOf<unknown>(source, { seek: cursors[page] });
        expect(told(rest)).toEqual(told(pages.slice(page + 1).flat()));
      }
    }
  });

  it('should name the file and the line', async () => {
    const [item] = await itemsOf(readJsonLines(file('bad.ndjson', '{')));

    expect(told([item])[0]).toMatch(/^! .*bad\.ndjson:1: .+: "\{"$/);
  });

  it('should know the size of a file that it has opened', async () => {
    const { signal } = new AbortController();
    const source = readLines(path)({ signal });
    expect(source.total).toBeUndefined();
    await source.pull(1, signal);
    expect(source.total).toBe(Buffer.byteLength(lines.join('\n')));
    await source.close?.();
  });

  it('should pass on the error of the system for what is no file', async () => {
    const missing = await failureOf(itemsOf(readLines(join(folder, 'missing'))));
    expect((missing as { code?: string }).code).toBe('ENOENT');

    const directory = await failureOf(itemsOf(readLines(folder)));
    expect((directory as { code?: string }).code).toBe('EISDIR');
  });

  it('should read what has no places, such as a device', async () => {
    expect(await itemsOf(readLines('/dev/null'))).toEqual([]);
  });

  it('should refuse to go on in a file that has become shorter', async () => {
    const shrunk = file('shrunk.txt', 'a\n');
    const error = await failureOf(itemsOf(readLines(shrunk), { seek: { byte: 10, line: 6 } }));

    expect(error).toBeInstanceOf(InputError);
  });

  describe('that are closed', () => {
    /** Reads until the file is open. */
    async function opened(source: ReturnType<typeof readLines>) {
      const controller = new AbortController();
      const made = source({ signal: controller.signal });
      await made.pull(1, controller.signal);
      return made;
    }
    const descriptors = () => readdirSync('/proc/self/fd').length;
    const packed = file('lines.gz', gzipSync(lines.join('\n')));

    if (process.platform === 'linux') {
      it('should hold one descriptor while they are read, and none after', async () => {
        const before = descriptors();
        const source = await opened(readLines(path));
        expect(descriptors()).toBe(before + 1);
        await source.close?.();
        expect(descriptors()).toBe(before);

        for (const each of [path, packed]) {
          await itemsOf(readLines(each));
          expect(descriptors()).withContext('at the end').toBe(before);
          const reader = new Reader<string>();
          const first = new Promise<void>((resolve) => (reader.onItem = () => resolve()));
          reader.read(
            fromSource(readLines(each)).pipe(mapConcurrent((line) => [line], { concurrency: 1 })),
          );
          await first;
          reader.leave();
          await until(() => descriptors() === before);
          expect(descriptors()).withContext('when it is left').toBe(before);
        }
      });

      it('should close the file while it is being opened or read', async () => {
        const before = descriptors();
        // Held, or the collector would close what was forgotten.
        const handles: unknown[] = [];
        const open = files.open.bind(files);
        spyOn(files, 'open').and.callFake(async (...args) => {
          const handle = await open(...args);
          handles.push(handle);
          return handle;
        });
        for (const turns of [0, 1, 2, 3, 5]) {
          for (const each of [path, packed, join(folder, 'missing')]) {
            const controller = new AbortController();
            const source = readLines(each)({ signal: controller.signal });
            const pending = failureOf(Promise.resolve(source.pull(1, controller.signal)));
            for (let i = 0; i < turns; i++) await macrotask();
            controller.abort();
            await source.close?.();
            await pending;
          }
        }
        await until(() => descriptors() === before);

        expect(descriptors()).toBe(before);
        expect(handles.length).toBeGreaterThan(0);
      });
    }

    it('should never open a file that is not read', async () => {
      const source = readLines(join(folder, 'missing'))({ signal: new AbortController().signal });

      expect(await source.close?.()).toBeUndefined();
    });
  });

  describe('that are streams', () => {
    it('should read a Node Readable, once', async () => {
      const stream = createReadStream(path, { highWaterMark: 1_000 });
      const lines$ = fromSource(readLines(stream), free);
      const first = new Reader<string>().read(lines$);
      await first.over;
      const second = new Reader<string>().read(lines$);
      await second.over;

      expect(first.items).toEqual(lines);
      expect((second.end as { error: { code: string } }).error.code).toBe('ERR_SOURCE_CONSUMED');
    });

    it('should read one that a function makes for each subscription', async () => {
      const lines$ = fromSource(
        readLines(() => createReadStream(path)),
        free,
      );
      for (let i = 0; i < 2; i++) {
        const reader = new Reader<string>().read(lines$);
        await reader.over;
        expect(reader.items.length).toBe(lines.length);
      }
    });

    it('should read one that gives strings, and name the file of one', async () => {
      const stream = createReadStream(file('bad.ndjson', '1\n{'), 'utf8');
      const items = await itemsOf(readJsonLines(stream));

      expect(items[0]).toBe(1);
      expect(told(items)[1]).toMatch(/bad\.ndjson:2: /);
    });

    it('should destroy it when it is left while a read is pending', async () => {
      const stream = new PassThrough();
      stream.write('a\nb');
      const reader = new Reader<string>();
      const first = new Promise<void>((resolve) => (reader.onItem = () => resolve()));
      reader.read(fromSource(readLines(stream), free));
      await first;
      await macrotask();
      reader.leave();

      expect(reader.items).toEqual(['a']);
      expect(stream.destroyed).toBeTrue();
    });
  });

  it('should read the standard input', async () => {
    const outfile = 'build/scripts/stdin.mjs';
    await build({
      entryPoints: ['spec/sources/stdin.script.ts'],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      logLevel: 'error',
    });
    const child = spawn(process.execPath, [outfile], { stdio: ['pipe', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stdin.write('{"a":1}\n{"a"');
    child.stdin.end(':2}\n{\n');
    await once(child, 'close');

    expect(output).toMatch(/^\[\{"a":1\},\{"a":2\},"stdin:3"\]\n$/);
  });
});

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 1_000 && !condition(); i++) await macrotask();
}
