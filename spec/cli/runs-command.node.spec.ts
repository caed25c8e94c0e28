import { hostname } from 'node:os';
import type { RunInfo } from '../../src/store/result-store.js';
import { LINE, undated, makeStored, type Stored } from './support/stored.js';

describe('sluice runs', () => {
  let desk: Stored;

  beforeEach(async () => {
    desk = await makeStored();
  });

  afterEach(() => desk.remove());

  it('should list the runs in columns', async () => {
    const writer = await desk.held();
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
    expect([run?.runId, run?.state, run?.items, run?.failed]).toEqual(['items', 'completed', 5, 2]);
    expect(run?.createdAt as unknown).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(run && 'holder' in run).toBeFalse();
  });

  it('should list a run that cannot be read with the others, and why', async () => {
    await desk.command(`${LINE} --run-id other`);
    await desk.damage('other', 0);
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
