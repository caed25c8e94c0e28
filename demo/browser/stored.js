// @ts-check
import { exportRun, fromSource } from 'sluice';
import { dexieStore } from 'sluice/dexie';
import { bufferCount, lastValueFrom, map, toArray } from 'rxjs';

const LINES_A_PART = 1_000; // the browser holds parts, and not the heap of this page

/** Where results are: in IndexedDB, chunk by chunk, so that a run goes on where its page has ended. */
export const store = dexieStore('sluice-demo');

/**
 * Names the run of a file. The same file has the same name, so that it is known when it is chosen again.
 * @param {File} file
 */
export function runIdOf({ name, size, lastModified }) {
  const plain = name.replace(/[^A-Za-z0-9.]+/g, '-').replace(/^[.-]+/, '');
  return `${plain.slice(-60)}-${size}-${lastModified}`.replace(/^[.-]+/, '');
}

/**
 * What earlier pages have stored of a run.
 * @param {string} runId
 */
export async function storedOf(runId) {
  const runs = await store.runs();
  const { items = 0, failed = 0 } = runs.find((run) => run.runId === runId) ?? {};
  return { items, failed };
}

/**
 * The results as a file, in lines that every store of sluice can import.
 * @param {string} runId
 */
export async function save(runId) {
  const parts = await lastValueFrom(
    fromSource(exportRun(store, runId), { flow: null }).pipe(
      bufferCount(LINES_A_PART),
      map((lines) => new Blob([`${lines.join('\n')}\n`])),
      toArray(),
    ),
  );
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(parts, { type: 'application/x-ndjson' }));
  link.download = `${runId}.jsonl`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** How much is stored by this site, how much may be, and whether the browser may clear it by itself. */
export async function storageState() {
  const { storage } = navigator;
  const { usage, quota } = await storage.estimate();
  return { usage, quota, isKept: await storage.persisted() };
}
