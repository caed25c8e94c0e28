import type { ChunkRecord } from '../../../src/store/result-store.js';
import { CountRules, type Counts } from './count-rules.js';
import { isKept, newEntry, problemsOf, type Entry } from './entry.js';
import { groupOf, groupProblems, KeyRules } from './key-rules.js';
import {
  boundOf,
  isPerItem,
  keepsOrder,
  mostCalls,
  mostCallsFor,
  showsEarly,
  type Setup,
} from './setup.js';
import { TimeRules } from './time-rules.js';
import { isSame, verdictIn, type Verdict } from './verdict.js';
import { Writes } from './writes.js';

/** The model: what each item has come to, judged by what the ports of the run are asked and given. */
export class Ledger {
  readonly problems: string[] = [];
  /** What the source has given so far, by the ids of items; the same for each start of the run. */
  readonly elements: number[] = [];
  readonly entries: Entry[] = [];
  /** The source has no more. */
  complete = false;
  /** Starts of the run so far. */
  starts = 0;
  /** Whether this start is to do nothing any more: it has ended, or was given up. */
  over = true;
  ends: string[] = [];
  concurrency: number;
  openCalls = 0;
  /** Most that the concurrency was in this start. */
  #highest = 0;
  readonly #pulled = new Set<number>();
  readonly #emitted: number[] = [];
  readonly #acked = new Set<number>();
  /** Items that a sink of failed ones was given in this start. */
  readonly #copied = new Set<number>();
  readonly #keys: KeyRules;
  readonly #counts: CountRules;
  readonly #writes: Writes;
  readonly times: TimeRules;

  constructor(
    readonly setup: Setup,
    now: () => number,
  ) {
    this.concurrency = setup.concurrency;
    this.#keys = new KeyRules(this.problem);
    this.#counts = new CountRules(this.problem);
    this.#writes = new Writes(this.problem);
    this.times = new TimeRules(setup, now, this.problem);
  }

  readonly problem = (text: string): void => {
    if (!this.problems.includes(text)) this.problems.push(text);
  };

  /** The source has one more item, or the same again. */
  give(id = this.entries.length): void {
    if (id === this.entries.length) this.entries.push(newEntry());
    this.elements.push(id);
  }

  /** @param retryFailed whether what failed in earlier starts is worked on again. */
  begin(retryFailed: boolean): void {
    this.starts++;
    this.over = false;
    this.ends = [];
    this.openCalls = 0;
    this.concurrency = this.#highest = this.setup.concurrency;
    this.#pulled.clear();
    this.#emitted.length = 0;
    this.#copied.clear();
    this.#counts.begin();
    this.#writes.begin(retryFailed);
    this.times.begin();
    for (const entry of this.entries) {
      entry.calls = 0;
      entry.verdict = entry.stored;
      if (entry.stored?.status === 'fulfilled') entry.state = 'stored';
      else entry.state = entry.stored === undefined || retryFailed ? 'pending' : 'failed';
    }
  }

  /** This start is given up, or gone with its process; what was on its way is nobody's. */
  stop(): void {
    this.over = true;
    for (const entry of this.entries) if (!isKept(entry)) entry.state = 'cancelled';
  }

  configure(concurrency: number): void {
    this.concurrency = concurrency;
    this.#highest = Math.max(this.#highest, concurrency);
  }

  pulls(): void {
    if (this.over) this.problem('I8: pulled after the end');
  }

  pulled(ids: readonly number[]): void {
    for (const id of ids) if (!isKept(this.#entry(id))) this.#pulled.add(id);
    const held = this.#pulled.size - this.#emitted.length;
    const bound = boundOf(this.setup, this.#highest);
    if (held > bound) this.problem(`I4: ${held} pulled and not settled, of ${bound}`);
  }

  called(ids: readonly number[], idempotencyKey: string): void {
    if (this.over) this.problem('I8: work was called after the end');
    const { setup } = this;
    this.openCalls++;
    // A chunk that waits for its next call keeps its lane, also where there are fewer lanes now.
    const isAnother = ids.some((id) => this.#entry(id).state === 'answered');
    const most = mostCalls(this.setup, isAnother ? this.#highest : this.concurrency);
    if (this.openCalls > most) this.problem(`I3: ${this.openCalls} calls at once, of ${most}`);
    this.#keys.called(ids, idempotencyKey);
    for (const text of groupProblems(ids, this.entries, setup)) this.problem(text);
    this.times.called(isAnother);
    const mostFor = mostCallsFor(this.setup);
    for (const id of ids) {
      const entry = this.#entry(id);
      const { state, failedCall } = entry;
      if (state !== 'pending' && !(state === 'answered' && failedCall)) {
        this.problem(`I1: work was called for ${id}, ${state}`);
      }
      entry.state = 'running';
      entry.calls++;
      entry.allCalls++;
      if (entry.calls > mostFor) this.problem(`I6: call ${entry.calls} for ${id}`);
      if (entry.allCalls > mostFor * this.starts) {
        this.problem(`I6: ${entry.allCalls} calls for ${id}`);
      }
    }
  }

  answered(ids: readonly number[], verdicts: readonly Verdict[] | Error): void {
    const { setup } = this;
    this.openCalls--;
    ids.forEach((id, place) => {
      const entry = this.#entry(id);
      if (entry.state !== 'running') this.problem(`I1: an answer for ${id}, ${entry.state}`);
      entry.state = 'answered';
      const isWhole = verdicts instanceof Error;
      entry.verdict = isWhole ? { status: 'rejected', reason: String(verdicts) } : verdicts[place];
      entry.failedCall = isWhole || (isPerItem(setup) && entry.verdict?.status === 'rejected');
    });
  }

  /** They failed, and were copied before anybody hears of it. */
  copied(ids: readonly number[]): void {
    if (this.over) this.problem('I8: copied after the end');
    for (const id of ids) {
      const { state } = this.#entry(id);
      const isDue = state === 'answered' || this.setup.chunkTimeout !== undefined;
      if (!isDue) this.problem(`I1: copied ${id}, ${state}`);
      this.#copied.add(id);
    }
  }

  /** The run asks to store this: what its calls have answered, and nothing else. */
  appending(record: ChunkRecord): void {
    if (this.over) this.problem('I8: wrote after the end');
    this.#writes.appending(record);
    this.#idsOf(record).forEach((id, place) => {
      const entry = this.#entry(id);
      const written = verdictIn(record, place);
      for (const text of problemsOf(entry, written, this.setup)) this.problem(`${id} ${text}`);
      const mustBeCopied = this.setup.tolerate !== undefined && written.status === 'rejected';
      if (mustBeCopied && !this.#copied.has(id)) this.problem(`${id} was not copied`);
    });
  }

  /** It is durable; also of a start that is over meanwhile. */
  committed(record: ChunkRecord): void {
    this.#idsOf(record).forEach((id, place) => {
      this.#writes.committed(id, this.#entry(id), record, verdictIn(record, place));
    });
  }

  /** Handed on: where the run shows only what is stored, it has to be. */
  emitted(ids: readonly number[]): void {
    if (this.over) this.problem('I10: emitted after the end');
    const early = showsEarly(this.setup);
    for (const id of ids) {
      const isStored = isKept(this.#entry(id));
      if (!isStored && !early) this.problem(`I5: ${id} was handed on and is not stored`);
      if (isStored) this.#acked.add(id);
      if (this.#emitted.includes(id)) this.problem(`I1: ${id} was handed on twice`);
      const before = this.#before(id);
      if (before !== undefined && id < before) this.problem(`I7: ${id} came after ${before}`);
      this.#emitted.push(id);
    }
  }

  /** @param asked whether somebody has stopped it, and is told when that is done. */
  ended(how: string, asked: boolean): void {
    this.ends.push(how);
    if (this.ends.length > 1) this.problem(`I10: ended as ${this.ends.join(' and as ')}`);
    if (this.over && !asked) this.problem(`I10: ended as ${how} after it was left`);
    if (how === 'completed') this.completing();
    this.stop();
  }

  completing(): void {
    if (!this.complete) this.problem('I11: completed before the source has');
    if (!this.entries.every(isKept)) this.problem('I1: completed, and not all is stored');
  }

  counted(counts: Counts, rate: number, remaining?: { low: number; high: number }): void {
    if (this.over) this.problem('I10: counted after the end');
    this.sums(counts);
    this.#counts.figures(rate, remaining);
  }

  sums(counts: Counts): void {
    this.#counts.sums(counts, this.#emitted.length, showsEarly(this.setup));
  }

  /** I5 and I2. */
  compare(found: ReadonlyMap<number, Verdict>): void {
    for (const id of this.#acked) if (!found.has(id)) this.problem(`I5: ${id} is lost`);
    this.entries.forEach((entry, id) => {
      if (!isSame(entry.stored, found.get(id))) this.problem(`I2: the store has another ${id}`);
    });
    if (found.size > this.entries.length) this.problem('I1: the store has what nobody gave');
  }

  #entry(id: number): Entry {
    const entry = this.entries[id];
    if (entry === undefined) throw new Error(`no item ${id}`);
    return entry;
  }

  /** What came last of those whose order is kept with it. */
  #before(id: number): number | undefined {
    if (keepsOrder(this.setup)) return this.#emitted.at(-1);
    const { setup } = this;
    if (!setup.perKey) return undefined;
    return this.#emitted.filter((other) => groupOf(other, setup) === groupOf(id, setup)).at(-1);
  }

  #idsOf({ keys, ranges }: ChunkRecord): number[] {
    if (keys !== undefined) return keys.map((key) => Number(key.slice(1)));
    return ranges.flatMap(([start, end]) =>
      this.elements.slice(start, end).map((_, place) => start + place),
    );
  }
}
