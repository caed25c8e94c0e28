import type { Unsubscribable } from 'rxjs';
import type { FailedOutcome } from '../core/outcome.js';
import {
  callback,
  either,
  integer,
  plainObject,
  ratio,
  readOptions,
  type OptionRule,
} from '../core/options.js';
import { TooManyFailuresError } from '../core/too-many-failures-error.js';
import { whenAnswered, type Answer } from './answer.js';
import { Attempt } from './attempt.js';

/** Is given items that failed, before anybody else hears of them, and is waited for. */
export type DeadLetter<T> = (
  failed: readonly FailedOutcome<T>[],
  context: { readonly signal: AbortSignal },
) => Answer<unknown>;

/** How many items may fail; one more ends the run. */
export interface TolerateOptions<T = unknown> {
  /** So many; an integer >= 0. @default no bound */
  readonly max?: number | undefined;
  /** Such a part of all, from 0 to 1; judged from 50 items on. @default no bound */
  readonly ratio?: number | undefined;
  /** Where they are copied to. If it fails, so does the run. @default nowhere */
  readonly deadLetter?: DeadLetter<T> | undefined;
}

/** Fewer say nothing of a part. */
const FEWEST = 50;

const max = integer(0, Number.MAX_SAFE_INTEGER, true);

/** The rule of the `tolerate` option itself; `readTolerance` looks within. */
export const tolerateRule: OptionRule = either(`${max.expected}, or options`, max, plainObject);

/** Reads the `tolerate` option of an operator, whose value kept `tolerateRule`. */
export function readTolerance<T>(
  where: string,
  value: number | TolerateOptions<T> | undefined,
): TolerateOptions<T> | undefined {
  if (value === undefined) return undefined;
  const options = typeof value === 'number' ? { max: value } : value;
  const rules = { max, ratio, deadLetter: callback };
  return readOptions<TolerateOptions<T>>(where, options, rules, 'tolerate');
}

/** Counts what fails in one run, and has it copied. */
export class Tolerance<T> {
  readonly #options: TolerateOptions<T>;
  #done = 0;
  #failed = 0;

  constructor(options: TolerateOptions<T>) {
    this.#options = options;
  }

  /** So many items have their outcome, and these of them failed; the error says that it is too many. */
  count(items: number, failed: readonly FailedOutcome<T>[]): TooManyFailuresError | undefined {
    this.#done += items;
    this.#failed += failed.length;
    if (failed.length === 0) return undefined;
    const { max: most = Infinity, ratio: part = 1 } = this.#options;
    const tooMany = (limit: TooManyFailuresError['limit']) =>
      new TooManyFailuresError(this.#failed, this.#done, limit, failed.at(-1)?.reason);
    if (this.#failed > most) return tooMany({ max: most });
    const isJudged = this.#done >= FEWEST;
    return isJudged && this.#failed > part * this.#done ? tooMany({ ratio: part }) : undefined;
  }

  /** What copies them, when it is begun; undefined where there is nothing to do. */
  copying(failed: readonly FailedOutcome<T>[]): Copying | undefined {
    const { deadLetter } = this.#options;
    if (deadLetter === undefined || failed.length === 0) return undefined;
    return new Copying((attempt) => deadLetter(failed, attempt));
  }
}

/** What a lane does before it hands on what failed: has it counted, and copied. */
export class LaneTolerance<T> {
  readonly #tolerance: Tolerance<T>;
  readonly #fail: (reason: unknown) => void;
  #copying: Copying | undefined;

  /** @param fail ends the run: too many have failed, or their copying has. */
  constructor(tolerance: Tolerance<T>, fail: (reason: unknown) => void) {
    this.#tolerance = tolerance;
    this.#fail = fail;
  }

  /** So many items have their outcome, and these of them failed; goes on when they are copied. */
  settle(items: number, failed: readonly FailedOutcome<T>[], then: () => void): void {
    const tooMany = this.#tolerance.count(items, failed);
    if (tooMany !== undefined) {
      this.#fail(tooMany);
      return;
    }
    // Before it begins: the sink may unsubscribe.
    this.#copying = this.#tolerance.copying(failed);
    if (this.#copying === undefined) {
      then();
      return;
    }
    const copied = () => {
      this.#copying = undefined;
      then();
    };
    this.#copying.begin(copied, this.#fail);
  }

  cancel(reason?: unknown): void {
    this.#copying?.cancel(reason);
  }
}

/** A call of a dead letter sink. */
export class Copying {
  readonly #attempt = new Attempt(1);
  #running: Unsubscribable | undefined;
  #isOver = false;
  readonly #call: (attempt: Attempt) => Answer<unknown>;

  constructor(call: (attempt: Attempt) => Answer<unknown>) {
    this.#call = call;
  }

  /** Tells one of them, unless it is cancelled before. */
  begin(then: () => void, fail: (reason: unknown) => void): void {
    const end = (tell: () => void) => {
      if (this.#isOver) return;
      this.#isOver = true;
      tell();
    };
    const failed = (reason: unknown) => {
      end(() => {
        fail(reason);
      });
    };
    try {
      const answer = this.#call(this.#attempt);
      const done = () => {
        end(then);
      };
      this.#running = whenAnswered(answer, this.#attempt, done, failed);
    } catch (reason) {
      failed(reason);
    }
  }

  cancel(reason?: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#attempt.abort(reason);
    this.#running?.unsubscribe();
  }
}
