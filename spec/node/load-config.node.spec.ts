import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { ConfigError } from '../../src/node/config/config-error.js';
import { loadConfig } from '../../src/node/load-config.js';
import { BatchProcessor } from '../../src/run/batch-processor.js';
import { memoryStore } from '../../src/store/memory-store.js';
import { failureOf, makeDesk, told, type Desk } from './config/support.js';

describe('loadConfig', () => {
  let desk: Desk;

  beforeEach(async () => {
    desk = await makeDesk();
  });

  afterEach(() => desk.remove());

  it('should give what a processor takes as it is', async () => {
    await desk.write('chunkSize: 2\nmaxConcurrentChunks: 1\nmode: sequential\n');
    const processor = new BatchProcessor(await loadConfig(desk.file));
    const run = processor.process([1, 2, 3], (n) => n * 2);
    const results = await run.results();
    expect(results.map((each) => each.status === 'fulfilled' && each.value)).toEqual([2, 4, 6]);
    expect(run.stats().chunks).toBe(2);
  });

  it('should give what a run takes as it is, and what can be spread beside a store', async () => {
    await desk.write('{ "chunkSize": 1, "runId": "from-file" }');
    const config = await loadConfig(pathToFileURL(desk.file));
    const store = memoryStore();
    const run = new BatchProcessor({ store }).process([1, 2], (n) => n, config);
    // @ts-expect-error -- what a file gives has no store
    expect(config.store).toBeUndefined();
    expect([run.runId, (await run.done).state]).toEqual(['from-file', 'completed']);
    const again = new BatchProcessor({ ...config, store }).process([1, 2], (n) => n);
    expect((await again.done).stats.resumed).toBe(2);
    expect(Object.isFrozen(config)).toBeTrue();
  });

  it('should let the options of a run win over those of the file', async () => {
    await desk.write('chunkSize: 1\n');
    const processor = new BatchProcessor(await loadConfig(desk.file));
    const run = processor.process([1, 2], (n) => n, { chunkSize: 2 });
    expect((await run.done).stats.chunks).toBe(1);
  });

  it('should name the file, the line and the column of what is wrong', async () => {
    const corpus: readonly (readonly [string | Uint8Array, string])[] = [
      ['chunkSize: 5\nmode: x\n', '2:7: "mode" must be one of '],
      [
        'chunkSize: 5\r\n\r\nchunk_size: 5\r\n',
        '3:1: unknown option "chunk_size"; here it is "chunkSize"',
      ],
      ['\ufeffchunkSise: 5\n', '1:1: unknown option "chunkSise"; did you mean "chunkSize"?'],
      ['mode: parallel\nmode: parallel\n', '2:1: "mode" is given twice'],
      ['{"__proto__": 5}', '1:2: unknown option "__proto__"'],
      ['a: &a [x]\nb: [*a, *a]\n', '1:4: options take no anchor'],
      [`chunkSize: ${'['.repeat(5000)}`, '1:12: options are names and plain values'],
      ['mode: !!js/function "x"\n', '1:7: options take no tag'],
      ['', '1:1: there are no options in it'],
      ['- chunkSize: 5\n', '1:1: this must be a map'],
      ['mode: parallel\n---\nmode: parallel\n', '2:1: there is a second document'],
      [Buffer.of(0x61, 0xff), '1:2: this is no UTF-8'],
      [new Uint8Array(10_000_000), ' it has more than 65536 bytes'],
    ];
    for (const [content, problem] of corpus) {
      await desk.write(content);
      const error = await failureOf(loadConfig(desk.file));
      expect(error).toBeInstanceOf(ConfigError);
      expect([error.code, error.file]).toEqual(['ERR_CONFIG', desk.file]);
      expect(told(error).slice(0, problem.length)).toBe(problem);
    }
  });

  it('should take a path or the URL of a file, and nothing else', async () => {
    const cases = [5, null, undefined, '', 'a\0b', new URL('https://example.org/a.yaml'), {}];
    const codes = await Promise.all(
      cases.map(async (file) => (await failureOf(loadConfig(file as string))).code as string),
    );
    const type = 'ERR_INVALID_ARG_TYPE';
    const range = 'ERR_OUT_OF_RANGE';
    expect(codes).toEqual([type, type, type, range, range, range, type]);
  });

  it('should say what to install where there is no parser', async () => {
    await desk.write('chunkSize: 5\n');
    // Bundled to where no node_modules is above.
    const outfile = join(desk.parent, 'load-config.mjs');
    await build({
      entryPoints: ['src/node/load-config.ts'],
      ...{ bundle: true, format: 'esm', platform: 'node', external: ['yaml'], outfile },
    });
    const away = (await import(pathToFileURL(outfile).href)) as { loadConfig: typeof loadConfig };
    const { code, message } = await failureOf(away.loadConfig(desk.file));
    expect([code as string, message]).toEqual([
      'ERR_MISSING_PEER',
      'loadConfig needs the package yaml: npm install yaml@2',
    ]);
  });
});
