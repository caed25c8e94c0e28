import type { SchedulerLike } from 'rxjs';
import { classifyError } from './classify-error.js';
import { RetryBudget } from './retry-budget.js';
import type { RetryPolicy } from './retry-options.js';

/** What all calls of one operator go by. */
export interface CallPolicy {
  readonly retry: RetryPolicy;
  /** Shared by all calls of a run. */
  readonly budget: RetryBudget | undefined;
  readonly scheduler: SchedulerLike;
  /** How long one call may take, in ms; may change while the run goes on. */
  attemptTimeout: number | undefined;
}

const NO_RETRY: RetryPolicy = {
  count: 0,
  delay: () => [],
  budget: undefined,
  classify: classifyError,
};

export function callPolicy(
  retry: RetryPolicy | undefined,
  scheduler: SchedulerLike,
  attemptTimeout?: number,
): CallPolicy {
  const ratio = retry?.budget;
  const budget = ratio === undefined ? undefined : new RetryBudget(ratio);
  return { retry: retry ?? NO_RETRY, budget, scheduler, attemptTimeout };
}
