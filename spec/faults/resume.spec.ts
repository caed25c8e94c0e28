import fc from 'fast-check';
import type { StoredOutcome } from '../../src/store/result-store.js';
import { claimWarnings } from '../support/claims.js';
import { resumePlan, retryingPlan, seekingPlan, type ResumePlan } from './support/resume-plan.js';
import { runResumed } from './support/resume-run.js';

/** By `npm run faults`: more of them, from another seed. */
const { env } = (globalThis as { process?: { env: Record<string, string | undefined> } })
  .process ?? {
  env: {},
};
const RUNS = Number(env['FAULTS_PLANS'] ?? 150);
const SEED = Number(env['FAULTS_SEED'] ?? 1);
const TIMEOUT = 1000 * 60 * 60;

const contentOf = (stored: readonly StoredOutcome[], byKey: boolean) =>
  stored
    .map(({ position, ...outcome }) => {
      const who = byKey ? outcome.key : position;
      return JSON.stringify([
        who,
        outcome.status === 'fulfilled' ? outcome.value : String(outcome.reason),
      ]);
    })
    .sort();

/** How often a source was asked to go on. */
let sought = 0;

async function holds(plan: ResumePlan): Promise<void> {
  const whole = await runResumed({ ...plan, attempts: [] });
  const resumed = await runResumed(plan);
  sought += resumed.sought;
  const problems = [...whole.problems, ...resumed.problems];
  if (problems.length > 0) throw new Error(problems.join('; '));
  const byKey = plan.identity === 'key';
  const [left, right] = [whole, resumed].map(({ stored }) => contentOf(stored, byKey).join(' '));
  if (left !== right) throw new Error(`stored ${right}, not ${left}`);
}

const check = (plans: fc.Arbitrary<ResumePlan>, property = holds) =>
  fc.assert(fc.asyncProperty(plans, property), {
    numRuns: RUNS,
    seed: SEED,
    // The mutants only ask whether.
    endOnFailure: env['FAIL_FAST'] === 'true',
  });

/** How many items were worked on again since they had failed. */
let tried = 0;

async function holdsTheLast(plan: ResumePlan): Promise<void> {
  const resumed = await runResumed(plan);
  tried += resumed.tried;
  if (resumed.problems.length > 0) throw new Error(resumed.problems.join('; '));
}

describe('a run that is resumed', () => {
  afterEach(() => {
    // Observables do not listen to a gate.
    claimWarnings();
  });

  it(
    'should leave what one leaves that was not interrupted, whatever stands above and ends it',
    async () => {
      await check(resumePlan);

      expect(sought).toBeGreaterThan(0);
    },
    TIMEOUT,
  );

  it(
    'should leave of each item the last outcome that was stored, however often it was tried again',
    async () => {
      await check(retryingPlan(), holdsTheLast);

      expect(tried).toBeGreaterThan(RUNS);
    },
    TIMEOUT,
  );

  it(
    'should read on where everything before is stored, and nothing before it',
    async () => {
      sought = 0;
      await check(seekingPlan());

      expect(sought).toBeGreaterThan(RUNS);
    },
    TIMEOUT,
  );
});
