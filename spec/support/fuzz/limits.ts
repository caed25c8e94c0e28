import type { LanePlan, Plan, StagePlan, StepPlan } from './plan.js';
import { Random } from './random.js';

/** A rate limit; what passes costs `1 + place % costs`, and belongs to one of so many keys. */
export interface RatePlan {
  readonly kind: 'rateLimit';
  readonly limit: number;
  readonly per: number;
  readonly costs: number;
  readonly keys: number;
}

/** Rate limits and orders by key for half of the plans, drawn apart: the rest of a plan is as it was. */
export function withLimits(plan: Plan): Plan {
  const random = new Random(plan.seed ^ 0x11417);
  if (random.chance(0.5)) return plan;
  return {
    ...plan,
    steps: limited<StepPlan>(random, plan.steps),
    branches: plan.branches.map((branch) => ({
      ...branch,
      stages: limited<StagePlan>(random, branch.stages),
    })),
  };
}

function limited<P extends StepPlan | StagePlan>(
  random: Random,
  list: readonly P[],
): (P | RatePlan)[] {
  const at = random.chance(0.4) ? random.integer(0, list.length) : -1;
  const keyed: (P | RatePlan)[] = list.map((each) => {
    return 'concurrency' in each && random.chance(0.4) ? { ...each, ...keysOf(random) } : each;
  });
  return at < 0 ? keyed : [...keyed.slice(0, at), rateOf(random), ...keyed.slice(at)];
}

function keysOf(random: Random): Pick<LanePlan, 'ordered' | 'keys'> {
  return { ordered: false, keys: random.integer(1, 6) };
}

/** High enough for a run to be over soon. */
function rateOf(random: Random): RatePlan {
  return {
    kind: 'rateLimit',
    limit: random.integer(3, 30),
    per: random.integer(1, 3),
    costs: random.integer(1, 4),
    keys: random.chance(0.3) ? random.integer(1, 3) : 0,
  };
}
