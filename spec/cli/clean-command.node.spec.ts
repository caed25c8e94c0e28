import { makeStored, type Stored } from './support/stored.js';

describe('sluice clean', () => {
  let desk: Stored;

  beforeEach(async () => {
    desk = await makeStored();
    await desk.command('export items --out items.ndjson');
    for (const id of ['one', 'two'])
      await desk.command(`import items.ndjson --store s --run-id ${id}`);
  });

  afterEach(() => desk.remove());

  const names = async () =>
    (await desk.command('runs --json --store s')).out.map(
      (line) => (JSON.parse(line) as { runId: string }).runId,
    );

  it('should remove what is beyond a limit, and tell what that was', async () => {
    const { code, out, err } = await desk.command('clean --max-runs 1 --store s');

    expect(code).toBe(0);
    expect(out).toEqual([jasmine.stringMatching(/^(one|two) {2}[\d.]+ k?B {2}\d{4}-/)]);
    expect(err).toEqual(['1 run removed from s']);
    expect((await names()).length).toBe(1);
  });

  it('should go by the bytes of the files', async () => {
    await desk.command('clean --max-bytes 1gb --store s');
    expect((await names()).length).toBe(2);
    await desk.command('clean --max-bytes 1b --store s');
    expect(await names()).toEqual([]);
  });

  it('should keep what is young, and only tell with --dry-run', async () => {
    expect((await desk.command('clean --max-age 1d --store s')).err).toEqual([
      '0 runs removed from s',
    ]);
    expect((await desk.command('clean --max-runs 0 --dry-run --store s')).err).toEqual([
      '2 runs would be removed from s',
    ]);
    expect((await names()).length).toBe(2);
  });

  it('should exit 2 where nothing says what to keep', async () => {
    for (const args of ['', '--unfinished', '--max-age 30', '--max-runs x', '--max-bytes 1']) {
      expect((await desk.command(`clean ${args} --store s`.replace('  ', ' '))).code)
        .withContext(args)
        .toBe(2);
    }
    expect((await names()).length).toBe(2);
  });
});
