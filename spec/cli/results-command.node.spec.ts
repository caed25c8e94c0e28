import { makeStored, type Stored } from './support/stored.js';

describe('sluice results', () => {
  let desk: Stored;

  beforeEach(async () => {
    desk = await makeStored();
  });

  afterEach(() => desk.remove());

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
    const writer = await desk.held('items');
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
    await desk.damage('items', 2);
    const { code, out, err } = await desk.command('results items');
    expect([code, out]).toEqual([1, out.slice(0, 1)]);
    expect(err[0]).toContain('ERR_STORE_CORRUPT');
  });
});
