import type { FoundRun, RecordRow, RunRow } from '../records/run-database.js';
import { fromStored, rowKey, type StoredRecord } from './layout.js';
import type { Body } from './transact.js';

/** All runs, each by its last record and its row: from the end, in two steps for each. */
export const listRuns: Body<FoundRun[]> = (store, { on, answer }) => {
  const found: FoundRun[] = [];
  let last: RecordRow | undefined;
  // The keys of a cache in the same database are text, which comes before all lists.
  on(store.openCursor(IDBKeyRange.lowerBound([]), 'prev'), (cursor) => {
    if (cursor === null) {
      answer(found.reverse());
      return;
    }
    const [runId, seq] = cursor.key as [string, number];
    if (seq === 0) {
      found.push({ row: cursor.value as RunRow, last: last?.runId === runId ? last : undefined });
      cursor.continue();
    } else {
      last = fromStored(runId, cursor.value as StoredRecord);
      cursor.continue(rowKey(runId));
    }
  });
};
