import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jsonLinesStore } from '../../src/node/json-lines-store.js';
import { makeDir, treeOf } from './support/dirs.js';
import { codeOf, open, read, record, valuesOf } from './support/runs.js';

const BAD = [
  ...['', '.', '..', '...', '../x', '../../x', 'x/../../y', './x', 'x/', '/', '/etc/passwd', '//x'],
  ...[
    String.raw`..\x`,
    String.raw`x\y`,
    String.raw`\\server\share`,
    'C:',
    'C:x',
    'c:/x',
    'x:stream',
  ],
  ...['%2e%2e', '%2e%2e/', '..%2fx', '%00', 'a\0b', 'a\0', '\0', 'a\nb', 'a\rb', '\ta', ' a', 'a '],
  ...[
    'a..b',
    '..a',
    'a..',
    'a.',
    'a...',
    '.hidden',
    '-rf',
    '--x',
    '_x',
    '~',
    '~root',
    '$HOME',
    '*',
    '?',
  ],
  ...[
    'a*',
    'a?b',
    'a|b',
    'a<b',
    'a>b',
    'a"b',
    "a'b",
    'a;b',
    'a&b',
    'a`b',
    '$(x)',
    'a=b',
    'a+b',
    'a@b',
  ],
  ...[
    '\u202ex',
    'a\u202eb',
    '\uff0e\uff0e',
    '\uff0f',
    '\u2024\u2024',
    'é',
    'e\u0301',
    'a\u200bb',
    '𝄞',
    '\ud800',
  ],
  ...[
    'CON',
    'con',
    'Con.txt',
    'PRN',
    'prn.jsonl',
    'AUX',
    'aux.a.b',
    'NUL',
    'nul',
    'nul.txt',
    'COM1',
    'com9.x',
  ],
  ...['LPT1', 'lpt9', 'lpt0', 'com0', 'x'.repeat(129), 'x'.repeat(5000), 'a/b', 'a/../b', 'a//b'],
];
const WRONG_TYPES = [undefined, null, 5, {}, [], ['a'], true, Symbol('a'), () => 'a'];
const GOOD = [
  'a',
  'A1',
  'enrich-2026',
  'a.b',
  'a_b',
  '0',
  'x'.repeat(128),
  'con1',
  'console',
  'a.con',
  'deleting',
  'lock.1',
  '000001.jsonl',
];

describe('jsonLinesStore, names and places', () => {
  let dir: Awaited<ReturnType<typeof makeDir>>;

  beforeEach(async () => {
    dir = await makeDir();
    await writeFile(join(dir.parent, 'secret'), 'untouched');
  });

  afterEach(() => dir.remove());

  it('should refuse every runId that is a path, a device or a trick, and touch nothing', async () => {
    const store = jsonLinesStore(dir.path);
    const before = await treeOf(dir.parent);
    for (const runId of [...BAD, ...WRONG_TYPES] as never[]) {
      const calls = [
        () => open(store, { runId }),
        () => read(store.results(runId)),
        () => read(store.failures(runId)),
        () => store.aggregate(runId, (sum) => sum, 0),
        () => store.verify(runId),
        () => store.delete(runId),
      ];
      const code = typeof runId === 'string' ? 'ERR_OUT_OF_RANGE' : 'ERR_INVALID_ARG_TYPE';
      for (const call of calls) {
        expect(await codeOf(call))
          .withContext(String(runId).slice(0, 40))
          .toBe(code);
      }
    }
    expect(await treeOf(dir.parent)).toEqual(before);
  });

  it('should take every other one, each in its folder', async () => {
    const store = jsonLinesStore(dir.path);
    for (const runId of GOOD) {
      const writer = await open(store, { runId });
      await writer.append(record(0, 1, [runId]));
      await writer.close('completed');
    }
    expect((await readdir(dir.path)).sort()).toEqual([...GOOD].sort());
    expect((await store.runs()).map(({ runId }) => runId)).toEqual([...GOOD].sort());
    for (const runId of GOOD) expect(await valuesOf(store, runId)).toEqual([runId]);
  });

  it('should make folders and files for the user alone', async () => {
    const store = jsonLinesStore(dir.path);
    const writer = await open(store);
    const modes = await Promise.all(
      ['', 'run', 'run/000001.jsonl', 'run/lock.1'].map(async (name) =>
        ((await stat(join(dir.path, name))).mode & 0o777).toString(8),
      ),
    );
    await writer.close('open');

    expect(modes).toEqual(['700', '700', '600', '600']);
  });

  it('should not follow a link that stands for a run or a segment', async () => {
    const store = jsonLinesStore(dir.path);
    await (await open(store)).close('completed');
    const other = join(dir.parent, 'other');
    await mkdir(other);
    const segment = await readFile(join(dir.path, 'run/000001.jsonl'));
    await writeFile(join(other, '000001.jsonl'), segment);
    await symlink(other, join(dir.path, 'linked'));
    await symlink(join(dir.parent, 'nowhere'), join(dir.path, 'dangling'));
    await mkdir(join(dir.path, 'inner'));
    await symlink(join(other, '000001.jsonl'), join(dir.path, 'inner/000001.jsonl'));
    const before = await treeOf(dir.parent);

    for (const runId of ['linked', 'dangling', 'inner']) {
      expect(await codeOf(() => open(store, { runId })))
        .withContext(runId)
        .toBe('ERR_STORE_CORRUPT');
      expect(await codeOf(() => read(store.results(runId)))).toBe('ERR_STORE_CORRUPT');
    }
    expect(await codeOf(() => store.delete('linked'))).toBe('ERR_STORE_CORRUPT');
    expect(await treeOf(dir.parent)).toEqual(before);
    await store.delete('inner');
    expect(await readFile(join(other, '000001.jsonl'))).toEqual(segment);
  });

  it('should remove what is its own when it deletes a run, and the folder when it is empty', async () => {
    const store = jsonLinesStore(dir.path);
    for (const runId of ['run', 'shared', 'kept']) {
      const writer = await open(store, { runId });
      await writer.append(record(0, 1));
      await writer.close('open');
    }
    const own = ['notes.txt', '000001.jsonl.bak', 'lock', '1.jsonl', 'x.tmp'];
    for (const name of own) await writeFile(join(dir.path, 'shared', name), 'mine');
    await writeFile(join(dir.path, 'run', '000002.jsonl'), 'damaged');
    await store.delete('run');
    await store.delete('shared');

    expect((await readdir(dir.path)).sort()).toEqual(['kept', 'shared']);
    expect((await readdir(join(dir.path, 'shared'))).sort()).toEqual(own.sort());
    expect((await store.runs()).map(({ runId }) => runId)).toEqual(['kept']);
    expect(await codeOf(() => store.delete('shared'))).toBe('ERR_RUN_NOT_FOUND');
    await (await open(store, { runId: 'shared' })).close('open');
  });

  it('should finish a deletion that a crash has interrupted, before the name is used again', async () => {
    const store = jsonLinesStore(dir.path);
    const writer = await open(store);
    await writer.append(record(0, 4));
    await writer.close('completed');
    await writeFile(join(dir.path, 'run/deleting'), '');
    expect(await store.runs()).toEqual([]);
    expect(await codeOf(() => valuesOf(store))).toBe('ERR_RUN_NOT_FOUND');
    const again = await open(store, { resume: false });
    expect(again.done).toEqual([]);
    await again.append(record(0, 1));
    await again.close('open');
    expect(await valuesOf(store)).toEqual([0]);

    await writeFile(join(dir.path, 'run/deleting'), '');
    await store.delete('run');
    expect(await readdir(dir.path)).toEqual([]);
  });

  it('should have as many files open after many runs as before', async () => {
    const count = async () => (await readdir('/proc/self/fd').catch(() => [])).length;
    const store = jsonLinesStore(dir.path, { durability: 'process' });
    await (await open(store)).close('open');
    const before = await count();
    for (let i = 0; i < 60; i++) {
      const writer = await open(store);
      await writer.append(record(i, i + 1));
      expect(await codeOf(() => open(store))).toBe('ERR_RUN_LOCKED');
      await writer.close(i % 2 === 0 ? 'open' : 'completed');
      expect(await codeOf(() => open(store, { resume: false }))).toBe('ERR_RUN_EXISTS');
      const source = store.results('run');
      await source.pull(1, new AbortController().signal);
      await source.close?.();
      await store.runs();
    }
    expect((await valuesOf(store)).length).toBe(60);
    expect((await store.verify('run')).problems).toEqual([]);

    expect(await count()).toBe(before);
  });
});
