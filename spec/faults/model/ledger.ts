import type { ChunkRecord } from '../../../src/store/result-store.js';
import {
  boundOf,
  isPerItem,
  keepsOrder,
  mostCalls,
  mostCallsFor,
  showsEarly,
  type Setup,
} from './setup.js';

/** What becomes of an item; of one that failed, why. */
export type Verdict =
  | { readonly status: 'fulfilled'; readonly value: number }
  | { readonly status: 'rejected'; readonly reason: string };

/** Where an item is. Stored and failed are for ever, all others belong to this start of the run. */
type State = 'pending' | 'running' | 'answered' | 'stored' | 'failed' | 'skipped' | 'cancelled';

interface Entry {
  state: State;
  /** What the latest call answered, or what is stored. */
  verdict: Verdict | undefined;
  /** The call failed as a whole: another one may follow. */
  failedCall: boolean;
  /** Calls in this start of the run, and in all. */
  calls: number;
  allCalls: number;
}

export const valueOf = (id: number): number => id * 10 + 1;

export interface Counts {
  readonly done: number;
  readonly fulfilled: number;
  readonly failed: number;
  readonly skipped: number;
  readonly cancelled: number;
}

/** The model: what each item has come to, judged by what the ports of the run are asked and given. */
export class Ledger {
  readonly problems: string[] = [];
  /** What the source has given so far, by the ids of items; the same for each start of the run. */
  readonly elements: number[] = [];
  readonly entries: Entry[] = [];
  /** The source has no more. */
  complete = false;
  /** Starts of the run so far, and how many of them ended with the process. */
  starts = 0;
  crashes = 0;
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
  readonly #keys = new Map<string, string>();
  readonly #idsByKey = new Map<string, string>();
  #counts: Counts | undefined;

  constructor(readonly setup: Setup) {
    this.concurrency = setup.concurrency;
  }

  problem(text: string): void {
    if (!this.problems.includes(text)) this.problems.push(text);
  }

  /** The source has one more item, or the same again. */
  give(id = this.entries.length): void {
    if (id === this.entries.length) {
      this.entries.push({
        ...{ state: 'pending', verdict: undefined, failedCall: false, calls: 0, allCalls: 0 },
      });
    }
    this.elements.push(id);
  }

  begin(): void {
    this.starts++;
    this.over = false;
    this.ends = [];
    this.openCalls = 0;
    this.concurrency = this.#highest = this.setup.concurrency;
    this.#pulled.clear();
    this.#emitted.length = 0;
    this.#copied.clear();
    this.#counts = undefined;
    for (const entry of this.entries) {
      entry.calls = 0;
      if (!isKept(entry)) entry.state = 'pending';
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
    this.openCalls++;
    // A chunk that waits for its next call keeps its lane, also where there are fewer lanes now.
    const isAnother = ids.some((id) => this.#entry(id).state === 'answered');
    const most = mostCalls(this.setup, isAnother ? this.#highest : this.concurrency);
    if (this.openCalls > most) this.problem(`I3: ${this.openCalls} calls at once, of ${most}`);
    this.#checkKey(ids.join(), idempotencyKey);
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
    this.#idsOf(record).forEach((id, place) => {
      const entry = this.#entry(id);
      const written = verdictIn(record, place);
      if (this.#isLate(entry, written)) return;
      if (entry.state !== 'answered') this.problem(`I1: ${id} was written, ${entry.state}`);
      if (!sameText(entry.verdict, written)) {
        this.problem(`I2: ${id} was answered ${show(entry.verdict)}, written ${show(written)}`);
      }
      this.#checkFailed(id, entry);
    });
  }

  /** It is durable; also of a start that is over meanwhile. */
  committed(record: ChunkRecord): void {
    this.#idsOf(record).forEach((id, place) => {
      const entry = this.#entry(id);
      if (isKept(entry)) this.problem(`I2: ${id} was stored twice`);
      entry.verdict = verdictIn(record, place);
      entry.state = entry.verdict.status === 'fulfilled' ? 'stored' : 'failed';
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
      const before = this.#emitted.at(-1) ?? -1;
      if (keepsOrder(this.setup) && id < before) this.problem(`I7: ${id} came after ${before}`);
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
    const figures = [rate, ...(remaining ? [remaining.low, remaining.high] : [])];
    if (figures.some((figure) => !(figure >= 0 && figure < Infinity))) {
      this.problem(`I9: figures of ${figures.join()}`);
    }
  }

  /** The counts of a run: exact, and they only grow. */
  sums(counts: Counts): void {
    const { done, fulfilled, failed, skipped, cancelled } = counts;
    if (done !== fulfilled + failed + skipped + cancelled) this.problem('I9: sums do not add up');
    const handedOn = this.#emitted.length;
    if (showsEarly(this.setup) ? done > handedOn : done !== handedOn) {
      this.problem(`I9: ${done} are done, and ${handedOn} were handed on`);
    }
    const before = this.#counts;
    if (before !== undefined && (fulfilled < before.fulfilled || failed < before.failed)) {
      this.problem('I9: counts fell');
    }
    this.#counts = counts;
  }

  /** I5 and I2, by what the store gives back. */
  compare(found: ReadonlyMap<number, Verdict>): void {
    for (const id of this.#acked) if (!found.has(id)) this.problem(`I5: ${id} is lost`);
    this.entries.forEach((entry, id) => {
      const kept = isKept(entry) ? entry.verdict : undefined;
      if (!sameText(kept, found.get(id))) this.problem(`I2: the store has another ${id}`);
    });
    if (found.size > this.entries.length) this.problem('I1: the store has what nobody gave');
  }

  #entry(id: number): Entry {
    const entry = this.entries[id];
    if (entry === undefined) throw new Error(`no item ${id}`);
    return entry;
  }

  /** The time for its chunk was up, before its call or between two. */
  #isLate({ state, verdict }: Entry, written: Verdict): boolean {
    if (this.setup.chunkTimeout === undefined || written.status !== 'rejected') return false;
    const isKnown = state === 'answered' && verdict?.status === 'fulfilled';
    return !isKnown && written.reason.startsWith('DeadlineExceededError: the chunk');
  }

  /** Nothing fails before all calls were made, and it is copied first. */
  #checkFailed(id: number, { verdict, failedCall, calls }: Entry): void {
    const { retries, isolate, chunkTimeout, tolerate } = this.setup;
    if (verdict?.status !== 'rejected') return;
    const isWhole = failedCall && !isolate && chunkTimeout === undefined;
    if (isWhole && calls !== retries + 1) this.problem(`I6: ${id} failed after ${calls} calls`);
    if (tolerate !== undefined && !this.#copied.has(id)) this.problem(`${id} was not copied`);
  }

  /** Law of idempotency keys: the same for the same items in each start, and for no others. */
  #checkKey(ids: string, key: string): void {
    const before = this.#keys.get(ids) ?? key;
    if (before !== key) this.problem(`items ${ids} were called by ${before} and by ${key}`);
    const other = this.#idsByKey.get(key) ?? ids;
    if (other !== ids) this.problem(`${key} is the key of ${other} and of ${ids}`);
    this.#keys.set(ids, key);
    this.#idsByKey.set(key, ids);
  }

  #idsOf({ keys, ranges }: ChunkRecord): number[] {
    if (keys !== undefined) return keys.map((key) => Number(key.slice(1)));
    return ranges.flatMap(([start, end]) =>
      this.elements.slice(start, end).map((_, place) => start + place),
    );
  }
}

const isKept = ({ state }: { readonly state: State }) => state === 'stored' || state === 'failed';

function verdictIn({ values, failures }: ChunkRecord, place: number): Verdict {
  const failure = failures.get(place);
  if (failure === undefined) return { status: 'fulfilled', value: values[place] as number };
  return { status: 'rejected', reason: String(failure.reason) };
}

const show = (verdict: Verdict | undefined) => JSON.stringify(verdict) ?? 'nothing';
const sameText = (a: Verdict | undefined, b: Verdict | undefined) => show(a) === show(b);
