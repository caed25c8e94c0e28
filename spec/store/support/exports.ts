import { toAsyncIterable } from '../../../src/flow/to-async-iterable.js';
import { fromSource } from '../../../src/flow/from-source.js';
import type { PullSource } from '../../../src/flow/pull-source.js';
import { memoryStore } from '../../../src/store/memory-store.js';
import type {
  EndState,
  ResultStore,
  RunWriter,
  StoredOutcome,
} from '../../../src/store/result-store.js';

/** All that a source gives. */
export async function linesOf<T>(source: PullSource<T>): Promise<T[]> {
  const lines: T[] = [];
  for await (const line of toAsyncIterable(fromSource(source))) lines.push(line);
  return lines;
}

/** A store with a run that has these outcomes, each in a record of its own. */
export function storeWith(
  outcomes: readonly StoredOutcome[],
  state: EndState = 'completed',
): ResultStore {
  const store = memoryStore();
  const identity = outcomes[0]?.key === undefined ? 'position' : 'key';
  const writer = store.open({
    runId: 'run',
    resume: true,
    fingerprint: { identity },
  }) as RunWriter;
  for (const outcome of outcomes) {
    const { position, key } = outcome;
    const failed = outcome.status !== 'fulfilled';
    void writer.append({
      ranges: [[position, position + 1]],
      values: [failed ? undefined : outcome.value],
      failures: new Map(
        failed ? [[0, { kind: outcome.status, reason: outcome.reason }] as const] : [],
      ),
      ...(key === undefined ? {} : { keys: [key] }),
    });
  }
  void writer.close(state);
  return store;
}
