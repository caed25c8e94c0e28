import fc from 'fast-check';
import type { StoredOutcome } from '../../src/store/result-store.js';
import { claimWarnings } from '../support/claims.js';
import { resumePlan, type ResumePlan } from './support/resume-plan.js';
import { runResumed } from './support/resume-run.js';

/** By `npm run faults`: more of them, from another seed. */
const { env } = (globalThis as { process?: { env: Record<string, string | undefined> } })
  .process ?? {
  env: {},
};
const RUNS = Number(env['FAULTS_PLANS'] ?? 300);
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

describe('a run that is resumed', () => {
  it(
    'should leave what one leaves that was not interrupted, whatever stands above and ends it',
    async () => {
      let sought = 0;
      const holds = async (plan: ResumePlan) => {
        const whole = await runResumed({ ...plan, attempts: [] });
        const resumed = await runResumed(plan);
        sought += resumed.sought;
        const problems = [...whole.problems, ...resumed.problems];
        if (problems.length > 0) throw new Error(problems.join('; '));
        const byKey = plan.identity === 'key';
        const [left, right] = [whole, resumed].map(({ stored }) => contentOf(stored, byKey));
        if (JSON.stringify(left) !== JSON.stringify(right)) throw new Error(`${right} for ${left}`);
      };
      await fc.assert(fc.asyncProperty(resumePlan, holds), { numRuns: RUNS, seed: SEED });

      // Observables do not listen to a gate.
      claimWarnings();
      expect(sought).toBeGreaterThan(RUNS / 100);
    },
    TIMEOUT,
  );
});
