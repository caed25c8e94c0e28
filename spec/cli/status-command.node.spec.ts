import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { RunInfo } from '../../src/store/result-store.js';
import { undated, makeStored, type Stored } from './support/stored.js';

describe('sluice status', () => {
  let desk: Stored;

  beforeEach(async () => {
    desk = await makeStored();
  });

  afterEach(() => desk.remove());

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
    const writer = await desk.held('items');
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
    await (await desk.held('items')).close('open');
    expect((await desk.command('status items')).out.at(-1)).toBe(
      'recovered:    1 record that a crash had cut short; their items ran again',
    );
  });

  it('should tell why a run cannot be read', async () => {
    await desk.damage('items', 0);
    const { code, out } = await desk.command('status items');
    expect(code).toBe(0);
    expect(out).toContain('state:        unreadable');
    expect(out.at(-1)).toMatch(/^error: {8}StoreCorruptError: /);
  });
});
