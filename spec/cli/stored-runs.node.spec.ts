import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { jsonLinesStore } from '../../src/node/json-lines-store.js';
import type { RunInfo } from '../../src/store/result-store.js';
import { makeDesk, type Desk } from './support/shell.js';

const LINE = 'run --input items.txt --work work.mjs';
const DATE = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g;

/** Without dates, which are those of now. */
const undated = (lines: readonly string[]) => lines.map((line) => line.replace(DATE, 'DATE'));

describe('commands about stored runs', () => {
  let desk: Desk;

  beforeEach(async () => {
    desk = await makeDesk();
    desk.work = (item) => {
      if (item === 'b') return Promise.reject(Object.assign(new Error('no b'), { code: 7 }));
      if (item === 'c') throw { odd: true };
      return item === 'd' ? undefined : { item };
    };
    await desk.command(`${LINE} --chunk 2`);
  });

  afterEach(() => desk.remove());

  /** A run that somebody is writing. */
  const held = async (runId = 'held') =>
    jsonLinesStore(desk.at('.sluice')).open({
      runId,
      resume: true,
      fingerprint: { identity: 'position' },
    });

  /** Changes one byte of what is stored, in the record of that number. */
  async function damage(runId: string, record: number): Promise<string> {
    const file = desk.at(`.sluice/${runId}/000001.jsonl`);
    const lines = (await readFile(file, 'utf8')).split('\n');
    lines[record] = (lines[record] ?? '').replace('"failed":', '"failes":');
    await writeFile(file, lines.join('\n'));
    return file;
  }

  describe('sluice results', () => {
    it('should print the values in the order of the input, and null where work gave none', async () => {
      expect(await desk.command('results items')).toEqual({
        code: 0,
        out: ['{"item":"a"}', 'null', '{"item":"e"}'],
        err: [],
      });
    });

    it('should print all outcomes with --outcomes', async () => {
      const { out } = await desk.command('results items --outcomes');
      expect(out.map((line) => JSON.parse(line) as unknown)).toEqual([
        { position: 0, status: 'fulfilled', value: { item: 'a' } },
        { position: 1, status: 'rejected', reason: { name: 'Error', message: 'no b', code: 7 } },
        { position: 2, status: 'rejected', reason: { odd: true } },
        { position: 3, status: 'fulfilled', value: null },
        { position: 4, status: 'fulfilled', value: { item: 'e' } },
      ]);
    });

    it('should print what is stored of a run that somebody writes', async () => {
      const writer = await held('items');
      expect((await desk.command('results items')).out.length).toBe(3);
      await writer.close('open');
    });

    it('should exit 2 for a run that is not there, naming the nearest, and for no run', async () => {
      expect(await desk.command('results itemz')).toEqual({
        code: 2,
        out: [],
        err: ['There is no run "itemz" in .sluice. Is it "items"?'],
      });
      expect((await desk.command('results zebra --store x')).err).toEqual([
        'There is no run "zebra" in x. "sluice runs" lists those that there are.',
      ]);
      expect((await desk.command('results ../items')).err[0]).toBe(
        'The ID "../items" can name no run.',
      );
      expect((await desk.command('results')).code).toBe(2);
    });

    it('should exit 1 at damage, after what is sound before it', async () => {
      await damage('items', 2);
      const { code, out, err } = await desk.command('results items');
      expect([code, out]).toEqual([1, out.slice(0, 1)]);
      expect(err[0]).toContain('ERR_STORE_CORRUPT');
    });
  });

  describe('sluice runs', () => {
    it('should list the runs in columns', async () => {
      const writer = await held();
      const { code, out, err } = await desk.command('runs');
      await writer.close('open');

      expect([code, err]).toEqual([0, []]);
      expect(undated(out)).toEqual([
        'run    state    ok  failed  last written',
        `held   running   0       0  DATE  process ${process.pid} on ${hostname()}, since DATE`,
        'items  done      3       2  DATE',
      ]);
    });

    it('should give JSON, an object a line', async () => {
      const { out } = await desk.command('runs --json');
      const [run] = out.map((line) => JSON.parse(line) as RunInfo);
      expect(out.length).toBe(1);
      expect([run?.runId, run?.state, run?.items, run?.failed]).toEqual([
        'items',
        'completed',
        5,
        2,
      ]);
      expect(run?.createdAt as unknown).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
      expect(run && 'holder' in run).toBeFalse();
    });

    it('should list a run that cannot be read with the others, and why', async () => {
      await desk.command(`${LINE} --run-id other`);
      await damage('other', 0);
      const { code, out } = await desk.command('runs');
      expect([code, out.length]).toEqual([0, 3]);
      expect(out[2]).toMatch(
        /^other {2}unreadable .*StoreCorruptError: .*other.*000001\.jsonl is damaged/,
      );
      const { out: json } = await desk.command('runs --json');
      expect(json[1]).toContain('"error":"StoreCorruptError: ');
    });

    it('should say that there are none, beside the results', async () => {
      expect(await desk.command('runs --store none')).toEqual({
        code: 0,
        out: [],
        err: ['There are no runs in none.'],
      });
      expect((await desk.command('runs --json --store none')).out).toEqual([]);
    });
  });

  describe('sluice status', () => {
    it('should tell how a run stands', async () => {
      const { code, out } = await desk.command('status items');
      expect(code).toBe(0);
      expect(undated(out)).toEqual([
        'run:          items',
        'state:        done',
        'items:        5',
        'ok:           3',
        'failed:       2',
        'begun:        DATE',
        'last written: DATE',
      ]);
    });

    it('should tell who is writing it', async () => {
      const writer = await held('items');
      const { out } = await desk.command('status items');
      expect(out).toContain('state:        running');
      expect(undated(out).at(-1)).toBe(
        `written by:   process ${process.pid} on ${hostname()}, since DATE`,
      );
      const { out: json } = await desk.command('status items --json');
      expect((JSON.parse(json[0] ?? '') as RunInfo).holder?.pid).toBe(process.pid);
      await writer.close('open');
    });

    it('should tell what a crash has cost', async () => {
      const file = desk.at('.sluice/items/000001.jsonl');
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.slice(0, text.lastIndexOf('"state"') - 40));
      await (await held('items')).close('open');
      expect((await desk.command('status items')).out.at(-1)).toBe(
        'recovered:    1 record that a crash had cut short; their items ran again',
      );
    });

    it('should tell why a run cannot be read', async () => {
      await damage('items', 0);
      const { code, out } = await desk.command('status items');
      expect(code).toBe(0);
      expect(out).toContain('state:        unreadable');
      expect(out.at(-1)).toMatch(/^error: {8}StoreCorruptError: /);
    });
  });

  describe('sluice verify', () => {
    it('should find what is sound', async () => {
      await desk.command(`${LINE} --run-id other`);
      expect(await desk.command('verify')).toEqual({
        code: 0,
        out: ['items: sound, 5 outcomes can be read', 'other: sound, 5 outcomes can be read'],
        err: [],
      });
      expect((await desk.command('verify other')).out.length).toBe(1);
      expect((await desk.command('verify --store none')).err).toEqual([
        'There are no runs in none.',
      ]);
    });

    it('should name file, byte and lost positions of damage, and exit 1', async () => {
      await desk.command(`${LINE} --run-id other`);
      const file = await damage('items', 2);
      const before = (await readFile(file)).indexOf(10, (await readFile(file)).indexOf(10) + 1) + 1;
      const { code, out } = await desk.command('verify');
      expect(code).toBe(1);
      expect(out[0]).toBe('items: damaged in 1 place, 3 outcomes can be read');
      expect(out[1]).toContain(`${file}, byte ${before}: `);
      expect(out[1]).toMatch(/; lost: positions (0-1|2-3|4)$/);
      expect(out[2]).toBe('other: sound, 5 outcomes can be read');
    });

    it('should count what a crash had cut short as no damage', async () => {
      const file = desk.at('.sluice/items/000001.jsonl');
      const text = await readFile(file, 'utf8');
      const lines = text.split('\n');
      await writeFile(file, [...lines.slice(0, 3), lines[3]?.slice(0, 60)].join('\n'));
      await (await held('items')).close('open');
      const { code, out } = await desk.command('verify items');
      expect([code, out[0]]).toEqual([0, 'items: sound, 4 outcomes can be read']);
      expect(out[1]).toMatch(
        / 60 bytes that a crash had cut short, no damage; run again: positions /,
      );
    });
  });
});
