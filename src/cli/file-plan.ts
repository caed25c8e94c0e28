import { defineBatch } from '../run/define-batch.js';
import { folderIn } from './folder.js';
import type { Given } from './given.js';
import { checkInput, formatOf, FORMATS, runIdOf, sourceOf, STDIN } from './input.js';
import { limitsIn } from './limits.js';
import { lanesFor, runIdIn, sizesIn, type Plan } from './plan.js';
import type { Shell } from './shell.js';
import { loadWork } from './work-module.js';

/** A run of a function on a file: checks what can be checked without touching anything. */
export function filePlanOf(shell: Shell, given: Given): Plan {
  const { cwd } = shell;
  const input = given.required('input', 'the file to read, or - for stdin');
  const format = given.oneOf('format', FORMATS) ?? formatOf(input);
  const file = given.required('work', 'the module whose default export runs on each item');
  const why = input === STDIN ? 'stdin has no name' : 'no run can be named after this file';
  const { chunk = 100, concurrency = 16 } = sizesIn(given);
  return {
    ...folderIn(cwd, given),
    runId: runIdIn(given, runIdOf(input), why),
    resume: given.has('resume') || given.has('retry-failed'),
    retryFailed: given.has('retry-failed'),
    concurrency,
    readsStdin: input === STDIN,
    check: () => checkInput(shell, input),
    load: async () =>
      defineBatch({
        targets: sourceOf(shell, input, format),
        process: await loadWork(cwd, file),
      }),
    options: {
      chunkSize: chunk,
      maxConcurrentTargets: concurrency,
      maxConcurrentChunks: lanesFor(concurrency, chunk),
      ...limitsIn(given),
    },
  };
}
