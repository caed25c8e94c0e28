import type { StoredOutcome } from '../../../src/store/result-store.js';
import { KillRun, type Kill, type Launch, type RunPlan } from './kill-run.js';
import { failsIn, idOf, RUN_ID } from './targets.js';

/** What is stored of a target: of which attempt it is, and whether it failed then. */
interface Told {
  readonly attempt: number;
  readonly failed: boolean;
}

/** How an attempt goes on: by leaving out all that is stored, or by trying again what failed of that. */
export interface Try {
  readonly size: number;
  readonly retryFailed: boolean;
  readonly kill?: Kill | undefined;
}

/** A run in processes that are killed while they try again what failed, and what must hold of it. */
export class RetryRun {
  readonly run: KillRun;
  #attempt = 0;
  #stored: ReadonlyMap<number, Told> = new Map();
  readonly #acked = new Map<number, number>();
  #lines = 0;

  constructor(dir: string, launch: Launch, plan: RunPlan) {
    this.run = new KillRun(dir, launch, { ...plan, healing: true });
  }

  get problems(): string[] {
    return this.run.problems;
  }

  /** Targets whose last outcome is a failure. */
  get failed(): number {
    return [...this.#stored.values()].filter(({ failed }) => failed).length;
  }

  /** Says whether it came to its end, and looks at what it left. */
  async attempt({ size, retryFailed, kill }: Try): Promise<boolean> {
    const ended = await this.run.attempt(size, kill, { retryFailed });
    const before = this.#stored;
    this.#stored = await this.#read();
    await this.#hear();
    for (const [id, told] of this.#stored) this.#compare(id, told, before.get(id), retryFailed);
    for (const id of before.keys()) if (!this.#stored.has(id)) this.problems.push(`lost ${id}`);
    for (const [id, attempt] of this.#acked) {
      const told = this.#stored.get(id);
      if (told?.attempt !== attempt) {
        this.problems.push(`${id} was acknowledged in ${attempt}, and is of ${told?.attempt}`);
      }
    }
    if (ended && retryFailed) this.#expectTried();
    this.#attempt++;
    return ended;
  }

  #compare(id: number, now: Told, before: Told | undefined, retryFailed: boolean): void {
    if (now.attempt === before?.attempt) return;
    if (now.attempt !== this.#attempt) this.problems.push(`${id} went back to ${now.attempt}`);
    const may = before === undefined || (before.failed && retryFailed);
    if (!may) this.problems.push(`${id} was replaced, and had not to be`);
  }

  /** Of a try that came to its end, each failure is its own. */
  #expectTried(): void {
    for (const [id, { attempt, failed }] of this.#stored) {
      if (failed && attempt !== this.#attempt) this.problems.push(`${id} was not tried again`);
    }
  }

  /** What was handed on, by the last attempt that did. */
  async #hear(): Promise<void> {
    const lines = await this.run.ledger();
    for (const { word, attempt, ids } of lines.slice(this.#lines)) {
      if (word === 'ack') for (const id of ids) this.#acked.set(id, attempt);
    }
    this.#lines = lines.length;
    // What was stored, and not handed on any more, is of a later one.
    for (const [id, { attempt }] of this.#stored) {
      if (attempt === this.#attempt) this.#acked.set(id, attempt);
    }
  }

  async #read(): Promise<ReadonlyMap<number, Told>> {
    const found = new Map<number, Told>();
    const { store } = this.run;
    if ((await store.runs()).length === 0) return found;
    const take = (all: Map<number, Told>, outcome: StoredOutcome) => {
      const id = idOf(outcome);
      if (all.has(id)) this.problems.push(`${id} is stored twice`);
      const told = toldBy(outcome);
      if (told.failed !== failsIn(id, told.attempt)) this.problems.push(`${id} is not what it was`);
      return all.set(id, told);
    };
    await store.aggregate(RUN_ID, take, found);
    const [info] = await store.runs();
    const failed = [...found.values()].filter((told) => told.failed).length;
    if (info?.items !== found.size || info.failed !== failed) {
      this.problems.push(`counts ${info?.items}, ${info?.failed} failed`);
    }
    return found;
  }
}

function toldBy(outcome: StoredOutcome): Told {
  if (outcome.status === 'fulfilled') {
    return { attempt: (outcome.value as { attempt: number }).attempt, failed: false };
  }
  const { message } = outcome.reason as { message: string };
  return { attempt: Number(message.split(' in ')[1]), failed: true };
}
