import type { Unsubscribable } from 'rxjs';
import { whenAnswered, type Answer } from '../answer.js';
import type { WorkContext } from '../attempt.js';
import type { Work, WorkAnswer } from '../work.js';

/** Whoever waits for an errand; told at most once, unless a thenable answers twice. */
interface Sender<R> {
  readonly done: (answer: WorkAnswer<R>) => void;
  readonly failed: (reason: unknown) => void;
}

/** A call of the work behind the cache, for some targets. */
export class Errand<R> {
  answer: Answer<WorkAnswer<R>>;
  #running: Unsubscribable | undefined;
  #isOver = false;

  constructor(readonly slots: readonly number[]) {}

  start<T>(work: Work<T, R>, items: readonly T[], context: WorkContext, sender: Sender<R>): void {
    const end = (tell: () => void) => {
      if (this.#isOver) return;
      this.#isOver = true;
      tell();
    };
    const failed = (reason: unknown) => {
      end(() => {
        sender.failed(reason);
      });
    };
    try {
      this.answer = work(items, context);
      const call = { aborted: this.#isOver };
      const done = (answer: WorkAnswer<R>) => {
        end(() => {
          sender.done(answer);
        });
      };
      this.#running = whenAnswered(this.answer, call, done, failed);
      if (this.#isOver) this.#running?.unsubscribe();
    } catch (reason) {
      failed(reason);
    }
  }

  /** Leaves an Observable, which says nothing more; anything else may still answer. */
  leave(): boolean {
    if (this.#running === undefined) return false;
    this.#isOver = true;
    this.#running.unsubscribe();
    return true;
  }
}
