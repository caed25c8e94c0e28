import type { StoredOutcome } from '../../../src/store/result-store.js';
import { keepsOrder, type Model } from './model.js';
import type { Plan } from './plan.js';
import type { Probe } from './probe.js';
import type { Branch } from './run.js';
import { SOURCE_FAILED } from './sources.js';
import { answerTo } from './stages.js';
import { STORE_FAILED, type StoreProbe } from './store-probe.js';

/** Compares what a branch has come to with what it had to come to. */
export function judge(plan: Plan, model: Model, branch: Branch, probe: Probe): void {
  const { seen } = branch;
  if (seen.state === 'running') return;
  const whole = judgeEnd(plan, branch, probe);
  judgeItems(model, branch, probe, whole);
  for (const { store } of branch.stages) {
    if (store !== undefined) judgeStore(model, store, probe, whole);
  }
  if (branch.progress !== undefined) judgeProgress(branch, probe, whole);
}

/** Whether all the items had to come out; an end that is not due is a problem. */
function judgeEnd({ source }: Plan, { seen, plan, stages }: Branch, probe: Probe): boolean {
  const { cut } = plan;
  if (seen.state === 'left') return false;
  const taken = cut?.how === 'take' && seen.results === cut.at;
  if (seen.state === 'complete') {
    if (taken) return false;
    if (source.fails) probe.problem('completed although the source failed');
    return true;
  }
  if (
    seen.error === STORE_FAILED &&
    stages.some(({ store }) => store?.plan.failsAt !== undefined)
  ) {
    return false;
  }
  if (seen.error === SOURCE_FAILED && source.fails) return true;
  const { stack } = seen.error as { readonly stack?: string };
  probe.problem(`failed with ${stack ?? String(seen.error)}`);
  return false;
}

/** Conservation and order: everything once, or the beginning of it. */
function judgeItems(model: Model, { seen, plan }: Branch, probe: Probe, whole: boolean): void {
  const { expected } = model;
  const { got } = seen;
  const ordered = model.ordered && plan.stages.every(keepsOrder);
  const due = whole ? expected : expected.slice(0, got.length);
  if (whole && got.length !== expected.length) {
    probe.problem(`${got.length} of ${expected.length} items came out`);
  } else if (ordered) {
    if (!equal(got, due)) probe.problem('items came out in another order');
  } else if (whole ? !equal(sorted(got), sorted(due)) : !within(got, expected)) {
    probe.problem('items were lost or came twice');
  }
  if (new Set(seen.positions).size !== seen.positions.length)
    probe.problem('a position came twice');
  const positions = sorted(seen.positions);
  if (whole && !positions.every((position, i) => position === i))
    probe.problem('a position is missing');
}

/** The store holds what came out, and perhaps more that was on its way. */
function judgeStore(model: Model, store: StoreProbe, probe: Probe, whole: boolean): void {
  if (store.closed !== store.opened) {
    probe.problem(`the run was opened ${store.opened} times and closed ${store.closed} times`);
  }
  const stored = store.read();
  const { expected } = model;
  if (whole && stored.length !== expected.length) {
    probe.problem(`${stored.length} of ${expected.length} items are stored`);
  }
  const ascending = stored.every(
    ({ position }, i) => i === 0 || position > (stored[i - 1]?.position ?? 0),
  );
  if (!ascending) probe.problem('stored results are not in the order of positions');
  if (
    model.ordered &&
    !stored.every((outcome) => isAnswerTo(expected[outcome.position], outcome))
  ) {
    probe.problem('a stored result is not what its work answered');
  }
}

function isAnswerTo(id: number | undefined, outcome: StoredOutcome): boolean {
  if (id === undefined) return false;
  if (outcome.status !== 'fulfilled') return outcome.status === 'rejected';
  return [undefined, id, answerTo(id)].includes(outcome.value as number | undefined);
}

function judgeProgress({ progress, seen, plan }: Branch, probe: Probe, whole: boolean): void {
  const latest = progress?.latest;
  if (latest === undefined) {
    if (plan.cut?.how !== 'take' || plan.cut.at > 0) probe.problem('no progress at all');
    return;
  }
  const ended = latest.state !== 'running';
  if (whole && (!ended || latest.results !== seen.results)) probe.problem('no last progress');
  if (ended !== (progress?.completed === 1)) probe.problem('progress did not complete, or twice');
  const counted = plan.stages.some(({ kind }) => kind === 'process');
  if (whole && counted && latest.done !== seen.got.length) probe.problem('progress lost items');
}

function sorted(list: readonly number[]): number[] {
  return [...list].sort((a, b) => a - b);
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}

/** Whether each is in the list, as often as it comes. */
function within(got: readonly number[], list: readonly number[]): boolean {
  const left = new Map<number, number>();
  for (const id of list) left.set(id, (left.get(id) ?? 0) + 1);
  return got.every((id) => {
    const times = left.get(id) ?? 0;
    left.set(id, times - 1);
    return times > 0;
  });
}
