import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { makeStored, type Stored } from './support/stored.js';

describe('sluice export and import', () => {
  let desk: Stored;

  beforeEach(async () => {
    desk = await makeStored();
  });

  afterEach(() => desk.remove());

  it('should carry a run into another store, and give the same lines there', async () => {
    const { out, code } = await desk.command('export items');
    expect(code).toBe(0);
    expect(out[0]).toContain('"runId":"items"');
    await desk.command('export items --out items.ndjson');

    expect(await desk.command('import items.ndjson --store other')).toEqual({
      code: 0,
      out: [],
      err: ['items: 5 outcomes stored, 2 failed'],
    });
    expect((await desk.command('export items --store other')).out).toEqual(out);
  });

  it('should name the run as it is told to, and refuse a name that is taken', async () => {
    await desk.command('export items --out items.ndjson');

    expect((await desk.command('import items.ndjson --run-id copy')).code).toBe(0);
    expect((await desk.command('results copy')).out.length).toBe(3);
    expect((await desk.command('import items.ndjson')).code).toBe(1);
    expect((await desk.command('import items.ndjson --run-id ../up')).code).toBe(2);
    expect((await desk.command('import')).err).toEqual([
      'import needs a FILE, or - for the standard input.',
    ]);
  });

  it('should write CSV', async () => {
    const { out } = await desk.command('export items --format csv');
    expect(out.slice(0, 3).map((line) => line.trimEnd())).toEqual([
      'position,key,status,value,reason',
      '0,,fulfilled,"{""item"":""a""}",',
      '1,,rejected,,no b',
    ]);
  });

  it('should leave a file alone that is there', async () => {
    const path = desk.at('items.ndjson');
    writeFileSync(path, 'mine');

    expect((await desk.command('export items --out items.ndjson')).err).toEqual([
      '--out items.ndjson: there is such a file already.',
    ]);
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  it('should leave no file where the run is damaged', async () => {
    await desk.damage('items', 2);

    expect((await desk.command('export items --out items.ndjson')).code).toBe(1);
    expect(existsSync(desk.at('items.ndjson'))).toBeFalse();
  });

  it('should import nothing of a file that is cut', async () => {
    await desk.command('export items --out items.ndjson');
    const path = desk.at('items.ndjson');
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, -30));

    const { code, err } = await desk.command('import items.ndjson --store other');
    expect(code).toBe(1);
    expect(err[0]).toMatch(/ImportError: line 7: /);
    expect((await desk.command('runs --store other')).out).toEqual([]);
  });
});
