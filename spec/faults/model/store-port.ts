import { memoryStore } from '../../../src/store/memory-store.js';
import type {
  ChunkRecord,
  OpenRun,
  ResultStore,
  RunWriter,
} from '../../../src/store/result-store.js';
import type { Ledger } from './ledger.js';
import type { Verdict } from './verdict.js';

export const RUN = 'run';
export const STORE_FAILED = new Error('the store failed');

const NEVER = new Promise<never>(() => undefined);
type Step = () => void;

/** What outlives the processes: the runs themselves. */
export class Disk {
  readonly store = memoryStore();

  /** Everything that is stored, by id. */
  async read(): Promise<Map<number, Verdict>> {
    const found = new Map<number, Verdict>();
    // Of a run that was never opened there is nothing.
    if ((await this.store.runs()).length === 0) return found;
    const pages = this.store.results(RUN);
    for (;;) {
      const page = pages.pull(1000, new AbortController().signal);
      if (page === null) return found;
      for (const outcome of page as Exclude<Awaited<typeof page>, null>) {
        const id = outcome.key === undefined ? outcome.position : Number(outcome.key.slice(1));
        if (found.has(id)) throw new Error(`I2: the store has ${id} twice`);
        const verdict: Verdict =
          outcome.status === 'fulfilled'
            ? { status: 'fulfilled', value: outcome.value as number }
            : { status: 'rejected', reason: String(outcome.reason) };
        found.set(id, verdict);
      }
    }
  }
}

/** The store as one process has it: it fails, and takes its time, as it is told to. */
export class StorePort {
  fails: 'open' | 'throw' | 'reject' | 'close' | undefined;
  holds = false;
  /** Records on their way, in their order. */
  readonly held: Step[] = [];
  isOpen = false;
  #dead = false;
  #writer: RunWriter | undefined;
  #whenEmpty: Step[] = [];
  readonly #ledger: Ledger;
  readonly #disk: Disk;
  readonly store: ResultStore;

  constructor(ledger: Ledger, disk: Disk) {
    this.#ledger = ledger;
    this.#disk = disk;
    const { store } = disk;
    this.store = {
      open: (run) => this.#open(run),
      runs: () => store.runs(),
      results: (runId) => store.results(runId),
      failures: (runId) => store.failures(runId),
      aggregate: (runId, fold, seed) => store.aggregate(runId, fold, seed),
      delete: (runId) => store.delete(runId),
    };
  }

  recover(): void {
    this.fails = undefined;
    this.holds = false;
    this.#write(this.held.length);
  }

  /** The process is gone: so many of the records on their way had reached the disk. */
  crash(written: number): void {
    this.#write(Math.min(written, this.held.length));
    this.held.length = 0;
    this.#dead = true;
    void this.#writer?.close('open');
    this.#writer = undefined;
    this.isOpen = false;
  }

  #open(run: OpenRun): RunWriter | PromiseLike<RunWriter> {
    return this.#later<RunWriter>(() => {
      if (this.#dead) return NEVER;
      if (this.#takes('open')) throw STORE_FAILED;
      const writer = this.#disk.store.open(run) as RunWriter;
      this.#writer = writer;
      this.isOpen = true;
      return {
        ...writer,
        concurrency: this.#ledger.setup.writes,
        isDone: (keys) => this.#later(() => writer.isDone(keys)),
        append: (record) => this.#append(writer, record),
        close: (state) => this.#whenWritten(() => this.#close(writer, state)),
      };
    });
  }

  #append(writer: RunWriter, record: ChunkRecord): void | PromiseLike<void> {
    if (this.#dead) return NEVER;
    this.#ledger.appending(record);
    if (this.#takes('throw')) throw STORE_FAILED;
    if (this.#takes('reject')) return Promise.reject(STORE_FAILED);
    const write = () => {
      this.#ledger.committed(record);
      void writer.append(record);
    };
    if (!this.holds && this.held.length === 0 && this.#ledger.setup.store === 'sync') {
      write();
      return;
    }
    const written = new Promise<void>((resolve) => {
      this.held.push(() => {
        write();
        resolve();
      });
    });
    if (!this.holds)
      void Promise.resolve().then(() => {
        if (!this.holds) this.#write(1);
      });
    return written;
  }

  #close(writer: RunWriter, state: 'open' | 'completed'): void {
    if (this.#dead) return;
    if (this.#writer !== writer) this.#ledger.problem('I10: a run was closed twice');
    if (state === 'completed') this.#ledger.completing();
    this.isOpen = false;
    this.#writer = undefined;
    const fails = this.#takes('close');
    void writer.close(fails ? 'open' : state);
    if (fails) throw STORE_FAILED;
  }

  /** Records that are on their way come first. */
  #whenWritten(close: Step): void | PromiseLike<void> {
    if (this.#dead) return;
    if (this.held.length === 0) return this.#later(close);
    return new Promise<void>((resolve) => {
      this.#whenEmpty.push(resolve);
    }).then(close);
  }

  #write(count: number): void {
    for (const write of this.held.splice(0, count)) write();
    if (this.held.length === 0) for (const next of this.#whenEmpty.splice(0)) next();
  }

  #later<R>(step: () => R | PromiseLike<R>): R | PromiseLike<R> {
    return this.#ledger.setup.store === 'sync' ? step() : Promise.resolve().then(step);
  }

  #takes(fault: NonNullable<StorePort['fails']>): boolean {
    if (this.fails !== fault) return false;
    this.fails = undefined;
    return true;
  }
}
