import { MEMORY, PAUSED, SLOTS, STARTING } from '../flow/gate.js';
import type { StageState } from '../flow/tree.js';
import type { Progress } from './progress.js';

/**
 * What a run waits for, judged by its stages: whoever stops the others comes first. Where the source
 * is over, nobody waits for that any more, but for what is left of it.
 */
export function waitingOn(stages: readonly StageState[]): Progress['waitingOn'] {
  const closedFor = (reason: number) => stages.some(({ mask }) => (mask & reason) !== 0);
  const ending = stages.filter(({ over }) => over);
  if (closedFor(PAUSED) && ending.length === 0) return 'pause';
  if (closedFor(STARTING)) return 'start';
  if (closedFor(MEMORY)) return 'memory';
  const full = stages.filter(({ mask }) => (mask & SLOTS) !== 0);
  if (full.some(({ kind }) => kind === 'store')) return 'store';
  if (full.length > 0) return full.every(({ kind }) => kind === 'rate') ? 'rate' : 'work';
  if (ending.length > 0) return ending.every(({ kind }) => kind === 'store') ? 'store' : 'work';
  return stages.length > 0 ? 'source' : 'nothing';
}
