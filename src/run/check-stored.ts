import { incompatibleOptions } from '../core/option-error.js';

type Named = 'runId' | 'key' | 'resume' | 'retryFailed' | 'whenFull' | 'retention';

/** Of the options of a run those that have to do with its store. */
export type StoredOptions = Readonly<
  Partial<Record<Named | 'store' | 'cleanupInterval' | 'ordered', unknown>>
>;

/** Throws unless they go together. */
export function checkStored(where: string, given: StoredOptions): void {
  const { store, runId, retryFailed, resume, retention, cleanupInterval } = given;
  if (store === undefined) checkUnstored(where, given);
  else if (runId === undefined) {
    throw incompatibleOptions(where, '"store" needs "runId", to find the results by');
  }
  if (retryFailed === true && resume === false) {
    const rule = '"retryFailed" goes on with a run, which "resume: false" refuses';
    throw incompatibleOptions(where, rule);
  }
  if (cleanupInterval !== undefined && retention === undefined) {
    const rule = '"cleanupInterval" needs "retention", to know what is to be removed';
    throw incompatibleOptions(where, rule);
  }
}

function checkUnstored(where: string, given: StoredOptions): void {
  for (const name of ['runId', 'key', 'resume', 'retryFailed'] as const) {
    if (given[name] === undefined || (name === 'key' && given.ordered === 'key')) continue;
    throw incompatibleOptions(where, `"${name}" needs "store", to find the run in`);
  }
  for (const name of ['whenFull', 'retention'] as const) {
    if (given[name] === undefined) continue;
    throw incompatibleOptions(where, `"${name}" needs "store", which it is about`);
  }
}
