import { readdirSync, readFileSync } from 'node:fs';
import { LINE } from './support/stored.js';
import { makeDesk, type Desk } from './support/shell.js';

const DATE = new Date(Date.UTC(2026, 10, 23));

describe('the folder that runs are stored in', () => {
  let desk: Desk;

  beforeEach(async () => {
    desk = await makeDesk();
    desk.work = (item) => ({ item, at: DATE, much: 'x'.repeat(1000) });
  });

  afterEach(() => desk.remove());

  const files = (run: string) =>
    readdirSync(desk.at(`.sluice/${run}`)).filter((name) => !name.startsWith('lock'));

  it('should store JSON that a text editor reads, and fail what it would change', async () => {
    const { code } = await desk.command(LINE);
    expect([code, files('items')]).toEqual([3, ['000001.jsonl']]);
    expect(readFileSync(desk.at('.sluice/items/000001.jsonl'), 'utf8')).toContain('UNSTORABLE');
  });

  it('should store what JSON has no word for with --result-format binary, and print it', async () => {
    desk.work = (item) => (item === 'b' ? undefined : item === 'c' ? { $date: 0 } : [DATE, 7n]);
    const { code, err } = await desk.command(`${LINE} --result-format binary`);
    expect([code, files('items')]).toEqual([0, ['000001.bin']]);
    expect(err.join('\n')).not.toContain('failed: ');
    const dated = `[{"$date":${DATE.getTime()}},{"$bigint":"7"}]`;
    expect((await desk.command('results items')).out).toEqual([
      dated,
      'null',
      '{"$date":0}',
      dated,
      dated,
    ]);
    expect((await desk.command('verify items')).code).toBe(0);
  });

  it('should compress as it is told to, and read it without being told', async () => {
    desk.work = (item) => ({ item, much: 'x'.repeat(10_000) });
    expect((await desk.command(`${LINE} --compression gzip`)).code).toBe(0);
    expect(readFileSync(desk.at('.sluice/items/000001.jsonl')).length).toBeLessThan(5000);
    expect((await desk.command('results items')).out.length).toBe(5);
  });

  it('should say how to go on with a run of the other format, and change nothing', async () => {
    desk.work = (item) => {
      if (item === 'b') throw new Error('not today');
      return item;
    };
    await desk.command(`${LINE} --result-format binary`);
    const before = readFileSync(desk.at('.sluice/items/000001.bin'));
    const { code, err } = await desk.command(`${LINE} --retry-failed`);
    expect(code).toBe(1);
    expect(err.join('\n')).toContain('(ERR_STORE_FORMAT)');
    expect(err).toContain('Nothing was changed. Give --result-format binary.');
    expect(readFileSync(desk.at('.sluice/items/000001.bin'))).toEqual(before);

    desk.work = (item) => item;
    const again = await desk.command(`${LINE} --retry-failed --result-format binary`);
    expect(again.code).toBe(0);
  });

  it('should import in the format that it is told', async () => {
    desk.work = (item) => item;
    await desk.command(LINE);
    await desk.command('export items --out items.ndjson');
    const line = 'import items.ndjson --run-id b --result-format binary --compression gzip';
    expect((await desk.command(line)).code).toBe(0);
    expect(files('b')).toEqual(['000001.bin']);
    expect((await desk.command('results b')).out).toEqual(
      (await desk.command('results items')).out,
    );
  });

  it('should refuse words that it does not know, before anything is touched', async () => {
    for (const [wrong, message] of Object.entries({
      '--result-format cbor': '--result-format takes json or binary; it got "cbor".',
      '--compression zip':
        '--compression takes none or gzip or brotli or zstd or auto; it got "zip".',
      '--durability none': '--durability takes power or process; it got "none".',
      '--store=': '--store takes the path of a folder.',
    })) {
      const { code, err } = await desk.command(`${LINE} ${wrong}`);
      expect([code, err[0]]).withContext(wrong).toEqual([2, message]);
    }
    expect(readdirSync(desk.path)).toEqual(['items.txt', 'work.mjs']);
    expect((await desk.command('runs --store=')).code).toBe(2);
  });
});
