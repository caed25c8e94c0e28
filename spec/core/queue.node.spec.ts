import { Queue } from '../../src/core/queue.js';

describe('Queue', () => {
  it('should not keep a value alive that was taken out', async () => {
    const queue = new Queue<object>();
    const taken = fill(queue);
    await collectGarbage();

    expect(taken.filter((reference) => reference.deref() !== undefined).length).toBe(0);
    expect(queue.length).toBe(1);
  });

  it('should not keep a value alive that was cleared away', async () => {
    const queue = new Queue<object>();
    const taken = fill(queue);
    queue.clear();
    await collectGarbage();

    expect(taken.filter((reference) => reference.deref() !== undefined).length).toBe(0);
    expect(queue.length).toBe(0);
  });
});

/** Of five values the last one stays; in a function of its own, so that no variable holds them. */
function fill(queue: Queue<object>): WeakRef<object>[] {
  const references: WeakRef<object>[] = [];
  for (let i = 0; i < 4; i++) {
    const value = { i };
    references.push(new WeakRef(value));
    queue.push(value);
  }
  queue.push({ i: 4 });
  for (let i = 0; i < 4; i++) queue.shift();
  return references;
}

/** A weak reference holds until the task that made it has ended. */
async function collectGarbage(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  (globalThis as unknown as { gc(): void }).gc();
}
