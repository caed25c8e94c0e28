import * as fc from 'fast-check';
import { Queue } from '../../src/core/queue.js';

describe('Queue', () => {
  it('should be empty at first', () => {
    const queue = new Queue<number>();

    expect(queue.length).toBe(0);
    expect(queue.shift()).toBeUndefined();
    expect([...queue]).toEqual([]);
  });

  it('should give undefined and stay empty when it is asked for more than it holds', () => {
    const queue = new Queue<number>();
    queue.push(1);
    queue.shift();

    expect(queue.shift()).toBeUndefined();
    expect(queue.length).toBe(0);
    queue.push(2);
    expect(queue.shift()).toBe(2);
  });

  it('should keep the order when it grows with its oldest value in the middle of the ring', () => {
    const queue = new Queue<number>();
    for (let i = 0; i < 8; i++) queue.push(i);
    for (let i = 0; i < 5; i++) queue.shift();
    for (let i = 8; i < 20; i++) queue.push(i);

    expect([...queue]).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  });

  it('should hold undefined as a value like any other', () => {
    const queue = new Queue<number | undefined>();
    queue.push(undefined);
    queue.push(1);

    expect(queue.length).toBe(2);
    expect(queue.shift()).toBeUndefined();
    expect(queue.shift()).toBe(1);
  });

  it('should take nothing out when it is iterated', () => {
    const queue = new Queue<string>();
    queue.push('a');
    queue.push('b');

    expect([...queue]).toEqual(['a', 'b']);
    expect([...queue]).toEqual(['a', 'b']);
  });

  it('should work again after it was cleared', () => {
    const queue = new Queue<number>();
    for (let i = 0; i < 20; i++) queue.push(i);
    queue.clear();

    expect(queue.length).toBe(0);
    expect(queue.shift()).toBeUndefined();
    queue.push(7);
    expect([...queue]).toEqual([7]);
  });

  it('should hold what an array would hold, whatever is done to both', () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ push: fc.integer() }) },
      { weight: 5, arbitrary: fc.constant('shift' as const) },
      { weight: 1, arbitrary: fc.record({ burst: fc.integer({ min: 1, max: 40 }) }) },
      { weight: 1, arbitrary: fc.record({ shifts: fc.integer({ min: 1, max: 40 }) }) },
      { weight: 1, arbitrary: fc.constant('clear' as const) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const queue = new Queue<number>();
        const model: number[] = [];
        const push = (value: number) => {
          queue.push(value);
          model.push(value);
        };
        for (const next of steps) {
          if (next === 'clear') {
            queue.clear();
            model.length = 0;
          } else if (next === 'shift') {
            expect(queue.shift()).toBe(model.shift());
          } else if ('push' in next) {
            push(next.push);
          } else if ('burst' in next) {
            for (let i = 0; i < next.burst; i++) push(i);
          } else {
            for (let i = 0; i < next.shifts; i++) expect(queue.shift()).toBe(model.shift());
          }
          expect(queue.length).toBe(model.length);
          expect([...queue]).toEqual(model);
        }
      }),
      { numRuns: 200 },
    );
  });
});
