import { Given } from '../../src/cli/given.js';
import { limitsIn } from '../../src/cli/limits.js';
import { UsageError } from '../../src/cli/usage-error.js';
import { makeDesk, type Desk } from './support/shell.js';

const LINE = 'run --input items.txt --work work.mjs';
const limits = (values: Readonly<Record<string, string>>) =>
  limitsIn(new Given(new Map(Object.entries(values)), undefined));

describe('limitsIn', () => {
  it('should give what was given, and nothing else', () => {
    expect(limits({})).toEqual({});
    expect(limits({ retry: '3', timeout: '500', tolerate: '0', rate: '100/s' })).toEqual({
      retry: 3,
      timeout: 500,
      tolerate: 0,
      rateLimit: { limit: 100, per: 1000 },
    });
    expect(limits({ rate: '600/min' }).rateLimit).toEqual({ limit: 600, per: 60_000 });
    expect(limits({ rate: '5000/h' }).rateLimit).toEqual({ limit: 5000, per: 3_600_000 });
  });

  it('should refuse what is no rate', () => {
    for (const rate of ['100', '0/s', '-1/s', '1.5/s', '10/d', '10/ s', 's', '10/toString']) {
      expect(() => limits({ rate }))
        .withContext(rate)
        .toThrowError(UsageError, /^--rate takes calls in a time, such as 100\/s.*it got ".*"\.$/);
    }
    expect(() => limits({ timeout: '0' })).toThrowError(UsageError, /--timeout/);
    expect(() => limits({ retry: '1001' })).toThrowError(UsageError, /--retry/);
    expect(() => limits({ tolerate: '-1' })).toThrowError(UsageError, /--tolerate/);
  });
});

describe('sluice run', () => {
  let desk: Desk;

  beforeEach(async () => {
    desk = await makeDesk();
  });

  afterEach(() => desk.remove());

  it('should call again for what failed, by --retry', async () => {
    const attempts: number[] = [];
    desk.work = (item, { attempt }) => {
      if (item !== 'b') return item;
      attempts.push(attempt);
      if (attempt === 1) throw new Error('busy');
      return 'at last';
    };
    const { code, err } = await desk.command(`${LINE} --retry 1`);
    expect(code).toBe(0);
    expect(attempts).toEqual([1, 2]);
    expect(err.at(-1)).toContain(' --retry 1 ');
    expect((await desk.command('results items')).out[1]).toBe('"at last"');
  });

  it('should give up a call that takes too long, by --timeout', async () => {
    desk.work = (item) => (item === 'b' ? new Promise(() => undefined) : item);
    const { code, err } = await desk.command(`${LINE} --timeout 5`);
    expect(code).toBe(3);
    expect(err.join('\n')).toContain('DeadlineExceededError');
  });

  it('should end with 1 when more fail than are tolerated, and go on with --resume', async () => {
    desk.work = (item) => {
      if (item === 'b' || item === 'd') throw new Error('refused');
      return item;
    };
    const { code, err } = await desk.command(`${LINE} --chunk 1 --concurrency 1 --tolerate 1`);
    expect(code).toBe(1);
    expect(err.join('\n')).toContain('2 of 4 items failed, and 1 are tolerated');
    expect(err.join('\n')).toContain('--retry-failed');

    desk.work = (item) => item;
    expect((await desk.command(`${LINE} --resume`)).code).toBe(3);
    expect((await desk.command('results items')).out.length).toBe(4);
  });
});
