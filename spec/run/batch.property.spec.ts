import fc from 'fast-check';
import type { StoredOutcome } from '../../src/store/result-store.js';
import { FakeTime, settle } from '../faults/model/fake-time.js';
import { CrashStore } from '../faults/support/crash-store.js';
import { plans, type Attempt, type Plan } from './property/plan.js';
import { crashOf, RUN, Trial } from './property/trial.js';

type Told = Pick<StoredOutcome, 'position' | 'key'>;

/** By key, positions tell when targets came, and not where. */
const placeOf = ({ key, position }: Told) => Number(key ?? position);

const textOf = (outcomes: readonly Told[]) =>
  JSON.stringify(
    outcomes
      .map((told) => [
        placeOf(told),
        'value' in told ? told.value : String('reason' in told && told.reason),
      ])
      .sort(([a], [b]) => Number(a) - Number(b)),
  );

const NEVER = new Promise<never>(() => undefined);

/** One start, whatever ends it. */
async function start(plan: Plan, each: Attempt, time: FakeTime, store: CrashStore | undefined) {
  const before = store?.stored.size ?? 0;
  const crashed = store ? new Promise<void>((resolve) => (store.onCrash = resolve)) : NEVER;
  store?.expect(crashOf(each));
  const trial = new Trial(plan, each, time, store);
  const { run, witness } = trial;
  const results = each === plan.last && store ? run.results() : undefined;
  const summary = await trial.end(crashed);
  if (summary === undefined) {
    // Of a process that is gone nothing more is heard.
    void run.abort();
    await settle();
    time.timers.clear();
    return [];
  }
  const { state, stats } = summary;
  const { problems } = witness;
  if (store !== undefined) {
    if (stats.resumed !== before) problems.push(`resumed ${stats.resumed}, not ${before}`);
    const stored = store.stored.size - before;
    const isExact = state === 'completed' || state === 'drained';
    if (isExact ? stats.done !== stored : stats.done > stored) {
      problems.push(`${state} with ${stats.done} done and ${stored} stored`);
    }
    if (results && textOf(await results) !== textOf(await store.read(RUN))) {
      problems.push('results() differ');
    }
  }
  if (each === plan.last && state !== 'completed') problems.push(`the last is ${state}`);
  if (state === 'completed' && stats.resumed + stats.done !== plan.count) {
    problems.push(`completed with ${stats.resumed} and ${stats.done} of ${plan.count}`);
  }
  await settle();
  return problems.map((problem) => `${each.how}: ${problem}`);
}

/** All starts of it, one after another; what is left in the store, and what must not have been. */
async function runAll(plan: Plan, attempts: readonly Attempt[], time: FakeTime) {
  const store = plan.kept ? new CrashStore(plan.store, plan.writes) : undefined;
  const problems: string[] = [];
  for (const each of [...attempts, plan.last]) {
    problems.push(...(await start(plan, each, time, store)));
  }
  if (store === undefined) return { text: '', problems };
  const [info] = await store.runs();
  if (info?.state !== 'completed') problems.push(`left ${info?.state ?? 'unopened'}`);
  const stored = await store.read(RUN);
  const places = stored.map(placeOf).sort((a, b) => a - b);
  if (places.some((at, place) => at !== place)) {
    problems.push('gaps or repetitions');
  }
  return { text: textOf(stored), problems };
}

describe('a batch', () => {
  it('should keep its promises and leave what one leaves that was not interrupted, whatever steers and ends it', async () => {
    const time = new FakeTime();
    let interrupted = 0;
    const holds = async (plan: Plan) => {
      time.install();
      try {
        const whole = await runAll(plan, [], time);
        const resumed = await runAll(plan, plan.attempts, time);
        const problems = [...whole.problems, ...resumed.problems];
        if (problems.length > 0) throw new Error([...new Set(problems)].join('; '));
        if (whole.text !== resumed.text) throw new Error(`${resumed.text} for ${whole.text}`);
        interrupted++;
      } finally {
        time.timers.clear();
        time.uninstall();
      }
    };
    await fc.assert(fc.asyncProperty(plans, holds), { numRuns: 1000, seed: 5 });

    expect(interrupted).toBe(1000);
  }, 300_000);
});
