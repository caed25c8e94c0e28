import fc from 'fast-check';
import { KeyedQueue } from '../../src/flow/keyed-queue.js';

const nobody = {
  abort: (error: unknown) => {
    throw error;
  },
};
const letters = (input: string) => Array.from(input);

function filled(...inputs: string[]): KeyedQueue<string> {
  const queue = new KeyedQueue<string>(letters, nobody);
  for (const input of inputs) queue.push(input);
  return queue;
}

/** All that may come now. */
function takeAll(queue: KeyedQueue<string>): string[] {
  const taken: string[] = [];
  while (queue.ready) taken.push(queue.shift() as string);
  return taken;
}

describe('KeyedQueue', () => {
  it('should give out one of each key, and the next of it when that is done', () => {
    const queue = filled('a', 'a', 'b', 'a');

    expect(takeAll(queue)).toEqual(['a', 'b']);
    expect(queue.shift()).toBeUndefined();
    queue.done(0);
    expect([takeAll(queue), queue.place]).toEqual([['a'], 1]);
    queue.done(2);
    expect(takeAll(queue)).toEqual([]);
    queue.done(1);
    expect([takeAll(queue), queue.place, queue.length]).toEqual([['a'], 3, 0]);
  });

  it('should have an input of many keys wait for all of them, and hold up those behind it', () => {
    const queue = filled('a', 'b', 'abc', 'c', 'd');

    expect(takeAll(queue)).toEqual(['a', 'b', 'd']);
    queue.done(1);
    expect(takeAll(queue)).toEqual([]);
    queue.done(0);
    expect(takeAll(queue)).toEqual(['abc']);
    queue.done(2);
    expect(takeAll(queue)).toEqual(['c']);
  });

  it('should let what has no key go at once', () => {
    expect(takeAll(filled('a', '', 'a', ''))).toEqual(['a', '', '']);
  });

  it('should count and show what waits, in the order of arrival', () => {
    const queue = filled('a', 'a', 'b');
    queue.shift();

    expect([queue.length, ...queue]).toEqual([2, 'a', 'b']);
  });

  it('should leave out an input whose keys cannot be told, and say why', () => {
    const errors: unknown[] = [];
    const owner = { abort: (error: unknown) => errors.push(error) };
    const queue = new KeyedQueue<string>(() => {
      throw 'broken';
    }, owner);
    queue.push('a');

    expect([queue.length, queue.ready, errors]).toEqual([0, false, ['broken']]);
  });

  it('should be empty when it is cleared, also of keys that are out', () => {
    const queue = filled('a', 'a');
    queue.shift();
    queue.clear();
    queue.done(0);
    queue.push('a');

    expect([queue.length, queue.ready, queue.shift()]).toEqual([1, true, 'a']);
  });

  it('should keep the order of each key, and hold back nothing that may go', () => {
    const input = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 3 });
    const steps = fc.array(fc.oneof(input, fc.nat({ max: 5 })), { maxLength: 80 });
    fc.assert(
      fc.property(steps, (all) => {
        const queue = new KeyedQueue<number>((place) => keys[place] ?? [], nobody);
        const keys: string[][] = [];
        const out: number[] = [];
        const waiting: number[] = [];
        for (const step of all) {
          if (typeof step !== 'number') {
            waiting.push(keys.push(step) - 1);
            queue.push(keys.length - 1);
          } else if (out.length > 0) {
            queue.done(out.splice(step % out.length, 1)[0] as number);
          }
          while (queue.ready) {
            const place = queue.shift() as number;
            expect(queue.place).toBe(place);
            const shares = (other: number) =>
              (keys[other] ?? []).some((key) => keys[place]?.includes(key));
            expect(out.some(shares)).toBeFalse();
            expect(waiting.filter((other) => other < place).some(shares)).toBeFalse();
            waiting.splice(waiting.indexOf(place), 1);
            out.push(place);
          }
          // Whatever is left shares a key with one before it.
          for (const place of waiting) {
            const before = [...out, ...waiting.filter((other) => other < place)];
            const blocked = before.some((other) =>
              (keys[other] ?? []).some((key) => keys[place]?.includes(key)),
            );
            expect(blocked).toBeTrue();
          }
          expect([...queue]).toEqual(waiting);
        }
      }),
    );
  });
});
