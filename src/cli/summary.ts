import { count, duration } from './format.js';
import type { FailureGroup } from './failures.js';
import type { Paint } from './paint.js';

/** How a run stands when its command ends. */
export interface Result {
  readonly runId: string;
  readonly how: 'done' | 'stopped' | 'aborted' | 'failed';
  /** Milliseconds. */
  readonly elapsed: number;
  /** What is stored, earlier attempts included, and how much of that has no value. */
  readonly items: number;
  readonly failed: number;
  /** How many of them failed in earlier attempts. */
  readonly failedBefore: number;
  readonly reasons: { readonly groups: readonly FailureGroup[]; readonly others: number };
}

const HOW: Readonly<Record<Result['how'], string>> = {
  done: 'done',
  stopped: 'stopped',
  aborted: 'stopped at once',
  failed: 'failed',
};

/** What became of a run. */
export function summaryOf(result: Result, paint: Paint): readonly string[] {
  const { runId, how, elapsed, items, failed, failedBefore, reasons } = result;
  const ok = paint('good', `${count(items - failed)} ok`);
  const bad = failed === 0 ? '0 failed' : paint('bad', `${count(failed)} failed`);
  const before = failedBefore === 0 ? [] : [`${count(failedBefore)} of these failed earlier`];
  return [
    `${runId}: ${HOW[how]} after ${duration(elapsed)}`,
    `${count(items)} stored: ${ok}, ${bad}`,
    ...before,
    ...reasonLines(reasons),
  ];
}

function reasonLines({ groups, others }: Result['reasons']): readonly string[] {
  const rest = others === 0 ? [] : [{ count: others, text: 'others' }];
  const lines = [...groups, ...rest];
  const width = Math.max(0, ...lines.map((group) => count(group.count).length));
  return lines.map((group) => `  ${count(group.count).padStart(width)}  ${group.text}`);
}
