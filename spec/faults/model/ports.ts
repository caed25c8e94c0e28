import { Observable } from 'rxjs';
import type { PullSource } from '../../../src/flow/pull-source.js';
import { PromptPromise } from '../../../src/testing/prompt-promise.js';
import type { Answer } from '../../../src/work/answer.js';
import type { WorkContext } from '../../../src/work/attempt.js';
import { settled, type Settled } from '../../../src/work/settled.js';
import type { Ledger } from './ledger.js';
import { valueOf, type Verdict } from './verdict.js';

/** An item as the source gives it: a new object each time. */
export interface Item {
  readonly id: number;
}

export const SOURCE_FAILED = new Error('the source failed');

/** The source of one start of the run; it gives what the ledger says that there is. */
export class SourcePort implements PullSource<Item> {
  #next = 0;
  #fails = false;
  #waiting: PromptPromise<readonly Item[] | null> | undefined;
  readonly #ledger: Ledger;
  /** Its process is gone. */
  dead = false;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  readonly pull = (max: number): readonly Item[] | null | PromptPromise<readonly Item[] | null> => {
    if (this.dead) return new PromptPromise();
    this.#ledger.pulls();
    if (this.#fails) throw SOURCE_FAILED;
    const page = this.#page(max);
    if (page !== undefined) return page;
    return (this.#waiting = new PromptPromise());
  };

  position(): unknown {
    return { next: this.#next };
  }

  seek(cursor: unknown): void {
    this.#next = (cursor as { next: number }).next;
  }

  /** There is more, or an end; tells whoever waits for it. */
  wake(): void {
    const waiting = this.#waiting;
    if (waiting === undefined || this.dead) return;
    const page = this.#page(Infinity);
    if (page === undefined) return;
    this.#waiting = undefined;
    waiting.resolve(page);
  }

  fail(): void {
    this.#fails = true;
    this.#waiting?.reject(SOURCE_FAILED);
    this.#waiting = undefined;
  }

  /** One by one, for those who read iterators; no generator, which runs a microtask after it is asked. */
  items(): AsyncIterableIterator<Item> {
    const iterator: AsyncIterableIterator<Item> = {
      next: async () => {
        const [item] = (await this.pull(1)) ?? [];
        return item === undefined ? { done: true, value: undefined } : { done: false, value: item };
      },
      return: () => Promise.resolve({ done: true, value: undefined }),
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }

  /** Undefined: there is nothing yet. */
  #page(max: number): readonly Item[] | null | undefined {
    const { elements, complete, setup } = this.#ledger;
    const most = setup.source === 'pull' ? Math.min(setup.page, max) : 1;
    const ids = elements.slice(this.#next, this.#next + most);
    if (ids.length === 0) return complete ? null : undefined;
    this.#next += ids.length;
    this.#ledger.pulled(ids);
    return ids.map((id) => ({ id }));
  }
}

/** A call of work that has not been answered. */
export interface Call {
  readonly ids: readonly number[];
  readonly signal: AbortSignal | undefined;
  readonly settle: (verdicts: readonly Verdict[] | Error) => void;
}

/** Work that answers when it is told to, or in the call itself. */
export class WorkPort {
  readonly open: Call[] = [];
  /** Nobody waits for their answers any more. */
  readonly givenUp: Call[] = [];
  instant = false;
  readonly #ledger: Ledger;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  readonly onItem = (item: Item, context: WorkContext): Answer<number> =>
    this.#call<number>([item.id], context, ([verdict]) => {
      if (verdict?.status === 'fulfilled') return verdict.value;
      throw verdict === undefined ? new Error('no verdict') : textError(verdict.reason);
    });

  readonly onChunk = (
    items: readonly Item[],
    context: WorkContext,
  ): Answer<number[] | Settled<number>> =>
    this.#call<number[] | Settled<number>>(
      items.map(({ id }) => id),
      context,
      (verdicts) =>
        settled(
          verdicts.map((verdict) =>
            verdict.status === 'fulfilled'
              ? verdict
              : { ...verdict, reason: textError(verdict.reason) },
          ),
        ),
    );

  readonly onFailed = (failed: readonly { readonly item: Item }[]): void => {
    this.#ledger.copied(failed.map(({ item }) => item.id));
  };

  /** One of those that nobody waits for any more answers all the same. */
  late(index: number): void {
    const call = this.givenUp[index % this.givenUp.length];
    call?.settle(call.ids.map((id) => ({ status: 'fulfilled', value: valueOf(id) })));
  }

  answer(call: Call, verdicts: readonly Verdict[] | Error): void {
    this.open.splice(this.open.indexOf(call), 1);
    this.#ledger.answered(call.ids, verdicts);
    call.settle(verdicts);
  }

  /** The run is over, or gone: nobody waits for an answer. */
  giveUp(aborts: boolean): void {
    for (const { signal } of this.open) {
      if (aborts && signal?.aborted === false) this.#ledger.problem('L4: a signal did not abort');
    }
    this.givenUp.push(...this.open.splice(0));
  }

  /** Its time was up: from now on it is late. */
  #aborted(call: Call): void {
    if (this.#ledger.over || !this.open.includes(call)) return;
    this.open.splice(this.open.indexOf(call), 1);
    this.givenUp.push(call);
    this.#ledger.answered(call.ids, call.signal?.reason as Error);
  }

  #call<A>(
    ids: readonly number[],
    context: WorkContext,
    read: (verdicts: readonly Verdict[]) => A,
  ): Answer<A> {
    const { setup } = this.#ledger;
    this.#ledger.called(ids, context.idempotencyKey);
    if (this.instant) {
      const verdicts = ids.map((id) => ({ status: 'fulfilled' as const, value: valueOf(id) }));
      this.#ledger.answered(ids, verdicts);
      return read(verdicts);
    }
    const promise = new PromptPromise<A>();
    const settle = (verdicts: readonly Verdict[] | Error) => {
      try {
        if (verdicts instanceof Error) promise.reject(verdicts);
        else promise.resolve(read(verdicts));
      } catch (error) {
        promise.reject(error);
      }
    };
    const hasLimits = setup.timeout !== undefined || setup.chunkTimeout !== undefined;
    const signal = setup.looks || hasLimits ? context.signal : undefined;
    const call = { ids, signal, settle };
    this.open.push(call);
    if (hasLimits) {
      signal?.addEventListener('abort', () => {
        this.#aborted(call);
      });
    }
    if (setup.work === 'prompt') return promise;
    if (setup.work === 'promise') return Promise.resolve(promise);
    return new Observable<A>((subscriber) => {
      promise.then(
        (answer) => {
          subscriber.next(answer);
          subscriber.complete();
        },
        (error: unknown) => {
          subscriber.error(error);
        },
      );
    });
  }
}

/** An error that reads as the text. */
const textError = (text: string) => Object.assign(new Error(text), { toString: () => text });
