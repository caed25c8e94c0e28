import { pageLife, type PageLifeOptions } from '../../src/browser/page-life.js';
import { FakePage } from './support/fake-page.js';

describe('pageLife', () => {
  function follow(options?: PageLifeOptions) {
    const page = new FakePage();
    const { asleep$, gone$ } = pageLife({ ...options, window: page.window });
    const log: unknown[] = [];
    const before = page.listeners;
    const all = asleep$.subscribe((asleep) => log.push(asleep));
    all.add(gone$.subscribe(() => log.push('gone')));
    return { page, log, all, before };
  }

  it('should sleep while the page is frozen', () => {
    const { page, log } = follow();
    page.tell('freeze');
    page.tell('freeze');
    expect(log).toEqual([true]);
    page.tell('resume');
    expect(log).toEqual([true, false]);
  });

  it('should sleep while the page is kept, which is frozen, too, and wake once', () => {
    const { page, log } = follow();
    page.hide(true);
    page.tell('freeze');
    page.tell('resume');
    expect(log).toEqual([true]);
    page.show();
    expect(log).toEqual([true, false]);
  });

  it('should wake with a page that is shown again, also where nobody told of its resume', () => {
    const { page, log } = follow();
    page.tell('freeze');
    page.show();
    expect(log).toEqual([true, false]);
  });

  it('should tell nothing of a page that is shown for the first time', () => {
    const { page, log } = follow();
    page.show();
    expect(log).toEqual([]);
  });

  it('should tell that the page goes away for good', () => {
    const { page, log } = follow();
    page.hide(false);
    expect(log).toEqual(['gone']);
  });

  it('should sleep out of sight only when it is asked to, until it is seen and not frozen', () => {
    const seeing = follow();
    seeing.page.see('hidden');
    expect(seeing.log).toEqual([]);

    const { page, log } = follow({ hidden: true });
    page.see('visible');
    page.see('hidden');
    page.tell('freeze');
    page.see('visible');
    expect(log).toEqual([true]);
    page.tell('resume');
    expect(log).toEqual([true, false]);
  });

  it('should listen only while somebody is subscribed', () => {
    const { page, all, before } = follow({ hidden: true });
    expect([before, page.listeners]).toEqual([0, 6]);
    all.unsubscribe();
    expect(page.listeners).toBe(0);
  });

  it('should refuse wrong options at the call', () => {
    expect(() => pageLife({ hidden: 1 as never })).toThrowError(TypeError, /pageLife: "hidden"/);
    expect(() => pageLife({ window: {} as never })).toThrowError(TypeError, /"window"/);
    expect(() => pageLife({ hiden: true } as never)).toThrowError(/did you mean "hidden"/);
  });
});
