import * as fc from 'fast-check';
import { InOrder } from '../../src/flow/in-order.js';

describe('InOrder', () => {
  let seen: string[];
  let order: InOrder<string>;

  beforeEach(() => {
    seen = [];
    order = new InOrder<string>((value) => seen.push(value));
  });

  it('should hand on at once what the first place gives', () => {
    expect(order.add(0, 'a')).toBeTrue();
    expect(order.add(0, 'b')).toBeTrue();

    expect(seen).toEqual(['a', 'b']);
    expect(order.kept).toBe(0);
  });

  it('should keep what a later place gives, and say so', () => {
    expect(order.add(1, 'b')).toBeFalse();
    order.close(1);

    expect(seen).toEqual([]);
    expect(order.kept).toBe(1);
  });

  it('should hand on all places that were waiting when the one before them closes', () => {
    for (const place of [3, 1, 2]) {
      order.add(place, `${place}`);
      order.close(place);
    }
    expect(order.kept).toBe(3);
    order.add(0, '0');
    order.close(0);

    expect(seen).toEqual(['0', '1', '2', '3']);
    expect(order.kept).toBe(0);
  });

  it('should hand on what an open place has given so far when its turn comes, then the rest', () => {
    order.add(1, 'b');
    order.add(1, 'c');
    order.close(0);
    expect(seen).toEqual(['b', 'c']);
    order.add(1, 'd');
    order.add(2, 'e');
    order.close(1);

    expect(seen).toEqual(['b', 'c', 'd', 'e']);
    expect(order.kept).toBe(0);
  });

  it('should pass places that give nothing', () => {
    order.close(1);
    order.close(0);
    order.add(2, 'c');

    expect(seen).toEqual(['c']);
    expect(order.kept).toBe(0);
  });

  it('should name the values that wait, and not what is being handed on', () => {
    const waiting: string[][] = [];
    order = new InOrder<string>(() => waiting.push([...order.values()]));
    order.add(1, 'b');
    order.add(3, 'd');
    order.add(1, 'c');
    expect([...order.values()].sort()).toEqual(['b', 'c', 'd']);

    order.close(0);

    expect(waiting).toEqual([['d'], ['d']]);
  });

  it('should not count a place as kept that is open', () => {
    order.add(2, 'c');
    order.close(1);

    expect(order.kept).toBe(1);
  });

  it('should tell the place that has nothing waiting any more', () => {
    const heads: number[] = [];
    order = new InOrder<string>(
      (value) => seen.push(value),
      (place) => heads.push(place),
    );
    order.add(0, 'a');
    order.close(0);
    expect(heads).toEqual([]);
    order.add(2, 'c');
    order.close(2);
    order.add(3, 'd');
    order.close(1);

    expect(heads).toEqual([3]);
    expect(seen).toEqual(['a', 'c', 'd']);
  });

  it('should queue what comes during a hand-over behind what is being handed over', () => {
    order = new InOrder<string>((value) => {
      seen.push(value);
      if (value === 'b') expect(order.add(1, 'b2')).toBeFalse();
      if (value === 'b1') {
        order.add(2, 'c1');
        order.close(1);
        order.close(2);
      }
    });
    order.add(1, 'b');
    order.add(1, 'b1');
    order.add(2, 'c');
    order.close(0);

    expect(seen).toEqual(['b', 'b1', 'b2', 'c', 'c1']);
    expect(order.kept).toBe(0);
    expect(order.add(3, 'd')).toBeTrue();
  });

  it('should say what waits, and not what is being handed on', () => {
    const waiting: string[] = [];
    order = new InOrder<string>((value) => {
      seen.push(value);
      waiting.push([...order.values()].join(''));
    });
    order.add(0, 'a');
    order.add(2, 'c');
    order.add(1, 'b');
    order.close(1);
    expect([...order.values()]).toEqual(['c', 'b']);
    order.close(0);

    expect(seen).toEqual(['a', 'b', 'c']);
    expect(waiting).toEqual(['', 'c', '']);
  });

  it('should need no stack for 100,000 places that close within the first', () => {
    let next = 1;
    order = new InOrder<string>(() => {
      if (next === 100_000) return;
      order.add(next, '');
      order.close(next++);
    });
    order.add(1, '');
    order.close(1);
    next = 2;

    order.close(0);

    expect(order.kept).toBe(0);
    expect(order.add(next, '')).toBeTrue();
  });

  it('should give the values of all places in their order, however they come', () => {
    const step = fc.record({ place: fc.nat(9), closes: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        seen = [];
        order = new InOrder<string>((value) => seen.push(value));
        const given = Array.from({ length: 10 }, () => [] as string[]);
        const closed = new Set<number>();
        const close = (place: number) => {
          closed.add(place);
          order.close(place);
        };
        steps.forEach(({ place, closes }, at) => {
          if (closed.has(place)) return;
          if (closes) {
            close(place);
            return;
          }
          given[place]?.push(`${place}:${at}`);
          order.add(place, `${place}:${at}`);
        });
        const head = given.findIndex((_, place) => !closed.has(place));
        const due = head < 0 ? given : given.slice(0, head + 1);
        expect(seen).toEqual(due.flat());
        expect(order.kept).toBe([...closed].filter((place) => head >= 0 && place > head).length);
        for (let place = 0; place < 10; place++) if (!closed.has(place)) close(place);
        expect(seen).toEqual(given.flat());
        expect(order.kept).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
