import { readFile, writeFile } from 'node:fs/promises';
import { LINE, makeStored, type Stored } from './support/stored.js';

describe('sluice verify', () => {
  let desk: Stored;

  beforeEach(async () => {
    desk = await makeStored();
  });

  afterEach(() => desk.remove());

  it('should find what is sound', async () => {
    await desk.command(`${LINE} --run-id other`);
    expect(await desk.command('verify')).toEqual({
      code: 0,
      out: ['items: sound, 5 outcomes can be read', 'other: sound, 5 outcomes can be read'],
      err: [],
    });
    expect((await desk.command('verify other')).out.length).toBe(1);
    expect((await desk.command('verify --store none')).err).toEqual(['There are no runs in none.']);
  });

  it('should name file, byte and lost positions of damage, and exit 1', async () => {
    await desk.command(`${LINE} --run-id other`);
    const file = await desk.damage('items', 2);
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
    await (await desk.held('items')).close('open');
    const { code, out } = await desk.command('verify items');
    expect([code, out[0]]).toEqual([0, 'items: sound, 4 outcomes can be read']);
    expect(out[1]).toMatch(
      / 60 bytes that a crash had cut short, no damage; run again: positions /,
    );
  });
});
