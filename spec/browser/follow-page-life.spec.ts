import { followPageLife } from '../../src/browser/follow-page-life.js';
import { PageGoneError } from '../../src/browser/page-gone-error.js';
import { FakePage } from './support/fake-page.js';

describe('followPageLife', () => {
  function follow() {
    const page = new FakePage();
    const log: unknown[] = [];
    let end!: () => void;
    let fail!: (error: unknown) => void;
    const run = {
      done: new Promise<void>((resolve, reject) => {
        end = resolve;
        fail = reject;
      }),
      pause: () => log.push('pause'),
      resume: () => log.push('resume'),
      abort: (reason: unknown) => log.push(reason),
    };
    const remove = followPageLife(run, { window: page.window });
    return { page, log, end, fail, remove };
  }

  it('should pause when the page sleeps, and go on when it wakes', () => {
    const { page, log } = follow();
    page.tell('freeze');
    expect(log).toEqual(['pause']);
    page.tell('resume');
    expect(log).toEqual(['pause', 'resume']);
  });

  it('should abort, with a reason, when the page goes away', () => {
    const { page, log } = follow();
    page.hide(false);
    expect(log).toEqual([new PageGoneError()]);
    expect((log[0] as PageGoneError).code).toBe('ERR_PAGE_GONE');
  });

  it('should give its listeners back when the run has ended, however it did', async () => {
    for (const how of ['end', 'fail'] as const) {
      const { page, ...run } = follow();
      expect(page.listeners).toBe(5);
      run[how](new Error('failed'));
      for (let i = 0; i < 5; i++) await Promise.resolve();
      expect(page.listeners).toBe(0);
    }
  });

  it('should let the run go on when it is called off', () => {
    const { page, log, remove } = follow();
    remove();
    remove();
    page.hide(false);
    expect(page.listeners).toBe(0);
    expect(log).toEqual([]);
  });

  it('should refuse what is no run, and wrong options', () => {
    const run = { pause: () => 0, resume: () => 0, abort: () => 0, done: Promise.resolve() };
    expect(() => followPageLife({ abort: () => 0 } as never)).toThrowError(
      TypeError,
      /followPageLife: "run" must be a run/,
    );
    expect(() => followPageLife(run, { hidden: 'yes' as never })).toThrowError(
      TypeError,
      /followPageLife: "hidden"/,
    );
  });
});
