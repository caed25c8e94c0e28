import { memoryStore } from '../../../src/store/memory-store.js';
import type {
  ChunkRecord,
  OpenRun,
  ResultStore,
  RunWriter,
  StoredOutcome,
} from '../../../src/store/result-store.js';
import { after, type Pace } from './paces.js';

/** What befalls the store, at the append of that number. */
export interface Blow {
  readonly at: number;
  /**
   * The process dies before it writes, after it has written, or after it has said so; or the write
   * fails, and those that are on their way behind it do not.
   */
  readonly how: 'before' | 'committed' | 'acked' | 'fails';
}

export const WRITE_FAILED = new Error('the write failed');

const NEVER = new Promise<never>(() => undefined);

type Appended = ReturnType<RunWriter['append']>;

/** A memory store that outlives the pipelines that die while they write to it. */
export class CrashStore implements ResultStore {
  /** What became of positions, or keys, as of the last record that has them; */
  readonly stored = new Map<number | string, string>();
  /** those that were stored when the run was last opened, and are not to be worked on again; */
  found: ReadonlySet<number | string> = new Set();
  /** and those that are. */
  again: ReadonlySet<number | string> = new Set();
  /** From where a source is to go on. */
  mark: RunWriter['mark'];
  onCrash: () => void = () => undefined;
  onActivity: () => void = () => undefined;
  #blow: Blow | undefined;
  #appends = 0;
  /** The process that writes; those of earlier numbers are dead. */
  #life = 0;
  #writer: RunWriter | undefined;
  #crashed: Promise<void> = NEVER;
  #tellCrashed: () => void = () => undefined;
  readonly #store = memoryStore();
  readonly runs = this.#store.runs.bind(this.#store);
  readonly results = this.#store.results.bind(this.#store);
  readonly failures = this.#store.failures.bind(this.#store);
  readonly aggregate = this.#store.aggregate.bind(this.#store);
  readonly delete = this.#store.delete.bind(this.#store);

  constructor(
    readonly pace: Pace,
    readonly concurrency: number,
  ) {}

  /** From now on this befalls it. */
  expect(blow: Blow | undefined): void {
    this.#blow = blow;
    this.#appends = 0;
  }

  open(run: OpenRun): RunWriter | PromiseLike<RunWriter> {
    const life = this.#life;
    return after<RunWriter>(this.pace, () => (life === this.#life ? this.#open(run, life) : NEVER));
  }

  /** Everything that is stored; nothing of a run that was never opened. */
  async read(runId: string): Promise<StoredOutcome[]> {
    if ((await this.runs()).length === 0) return [];
    return this.aggregate<StoredOutcome[]>(runId, (all, each) => [...all, each], []);
  }

  #open(run: OpenRun, life: number): RunWriter {
    this.#crashed = new Promise((resolve) => (this.#tellCrashed = resolve));
    const writer = (this.#writer = this.#store.open(run) as RunWriter);
    const failed = [...this.stored].filter(([, text]) => run.retryFailed && text.startsWith('no'));
    this.again = new Set(failed.map(([id]) => id));
    this.found = new Set([...this.stored.keys()].filter((id) => !this.again.has(id)));
    const { mark, failed: holes = [] } = writer;
    this.mark = holes.some(([start]) => start < (mark?.position ?? 0)) ? undefined : mark;
    let before: Appended = undefined;
    return {
      ...writer,
      concurrency: this.concurrency,
      isDone: (keys) => after(this.pace, () => writer.isDone(keys)),
      append: (record) => {
        if (this.pace === 'sync') return this.#append(writer, record, life);
        // In the order of the calls; each by itself, so that one fails and the next does not.
        const earlier = Promise.resolve(before).catch(() => undefined);
        before = earlier.then(() => after(this.pace, () => this.#append(writer, record, life)));
        return before;
      },
      close: (state) => {
        this.onActivity();
        const close = () => (life === this.#life ? writer.close(state) : undefined);
        if (this.pace === 'sync') return close();
        // Whoever comes after a crash is another process, and does not wait for this one.
        return Promise.race([before, this.#crashed]).then(close, close);
      },
    };
  }

  #append(writer: RunWriter, record: ChunkRecord, life: number): Appended {
    if (life !== this.#life) return NEVER;
    this.onActivity();
    const blow = ++this.#appends === this.#blow?.at ? this.#blow.how : undefined;
    if (blow === 'fails') throw WRITE_FAILED;
    if (blow !== 'before') this.#keep(writer, record);
    if (blow === undefined) return undefined;
    if (blow === 'acked') void Promise.resolve().then(() => this.#crash(life));
    else this.#crash(life);
    return blow === 'acked' ? undefined : NEVER;
  }

  #keep(writer: RunWriter, record: ChunkRecord): void {
    void writer.append(record);
    for (const [place, id] of (record.keys ?? [...positionsIn(record)]).entries()) {
      const failure = record.failures.get(place);
      this.stored.set(
        id,
        failure === undefined
          ? `ok ${String(record.values[place])}`
          : `no ${String(failure.reason)}`,
      );
    }
  }

  /** The process is gone, and with it its hold on the run. */
  #crash(life: number): void {
    if (life !== this.#life) return;
    this.#life++;
    void this.#writer?.close('open');
    this.#tellCrashed();
    this.onCrash();
  }
}

export function* positionsIn({ ranges }: Pick<ChunkRecord, 'ranges'>): Generator<number> {
  for (const [start, end] of ranges) for (let at = start; at < end; at++) yield at;
}
