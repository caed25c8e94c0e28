import { RunTakenOverError } from '../../src/core/run-taken-over-error.js';
import { StoreLostError } from '../../src/core/store-lost-error.js';
import type {
  FoundRun,
  RecordRow,
  RunDatabase,
  RunRow,
} from '../../src/store/records/run-database.js';

interface Stored {
  row: RunRow;
  readonly records: RecordRow[];
}

/** A RunDatabase in memory, whose holders die when a spec says so. */
export class MemoryDatabase implements RunDatabase {
  readonly name = 'memory';
  readonly concurrency = 4;
  readonly stored = new Map<string, Stored>();
  /** How many records each transaction had. */
  readonly writes: number[] = [];
  /** Called before each write; what it throws makes that fail. */
  beforeWrite: () => void | Promise<void> = () => undefined;
  #life = 0;

  /** All that hold runs are dead from now on. */
  crash(): void {
    this.#life++;
  }

  readonly self = () => ({ pid: 1, host: 'memory', since: 0, life: this.#life });

  isAlive(holder: NonNullable<RunRow['holder']>): boolean {
    return holder['life'] === this.#life;
  }

  async runs(): Promise<readonly FoundRun[]> {
    await Promise.resolve();
    return [...this.stored.values()].map(foundIn);
  }

  async run(runId: string): Promise<FoundRun | undefined> {
    await Promise.resolve();
    const stored = this.stored.get(runId);
    return stored && foundIn(stored);
  }

  async change(runId: string, change: (found: FoundRun | undefined) => RunRow): Promise<RunRow> {
    const found = await this.run(runId);
    const row = copied(change(found));
    const stored = this.stored.get(runId);
    if (stored === undefined) this.stored.set(runId, { row, records: [] });
    else stored.row = row;
    return row;
  }

  async append(runId: string, epoch: number, records: readonly RecordRow[]): Promise<void> {
    const rows = copied(records);
    await this.beforeWrite();
    const stored = this.stored.get(runId);
    if (stored === undefined) throw new StoreLostError(this.name, runId, 0);
    if (stored.row.epoch !== epoch) throw new RunTakenOverError(runId, epoch, stored.row.epoch);
    this.writes.push(rows.length);
    stored.records.push(...rows);
  }

  async records(runId: string, after: number, most: number): Promise<readonly RecordRow[]> {
    await Promise.resolve();
    return copied(this.stored.get(runId)?.records.slice(after, after + most) ?? []);
  }

  async record(runId: string, seq: number): Promise<RecordRow | undefined> {
    await Promise.resolve();
    return copied(this.stored.get(runId)?.records[seq - 1]);
  }

  async hasKeys(runId: string, keys: readonly string[]): Promise<readonly boolean[]> {
    await Promise.resolve();
    const all = new Set(this.stored.get(runId)?.records.flatMap((record) => record.keys ?? []));
    return keys.map((key) => all.has(key));
  }

  async remove(runId: string, check: (row: RunRow) => void): Promise<void> {
    const found = await this.run(runId);
    if (found === undefined) return;
    check(found.row);
    this.stored.delete(runId);
  }
}

const foundIn = ({ row, records }: Stored): FoundRun => copied({ row, last: records.at(-1) });

/** What a database gives is never what it was given. */
const copied = <T>(value: T): T => structuredClone(value);
