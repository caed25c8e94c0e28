import type { Files } from '../files.js';
import { Reader } from './records.js';
import type { RunFiles } from './run-files.js';

/** The keys of all stored items: the one thing for which all of a run is read on opening. */
export async function keysOf(
  files: Files,
  run: RunFiles | undefined,
): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  if (run === undefined) return keys;
  const reader = new Reader(files);
  try {
    for await (const [record] of reader.records(run)) {
      for (const key of record.keys ?? []) keys.add(key);
    }
  } finally {
    await reader.close();
  }
  return keys;
}
