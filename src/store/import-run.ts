import type { Range } from '../core/chunk.js';
import { ImportError } from '../core/import-error.js';
import type { ItemFailure } from '../core/outcome.js';
import { checkValue, having, readOptions } from '../core/options.js';
import { StoreVersionError } from '../core/store-version-error.js';
import { checkSource } from '../flow/feed/open-feed.js';
import { fromSource, type Source } from '../flow/from-source.js';
import type { SourceContext } from '../flow/pull-source.js';
import { toAsyncIterable } from '../flow/to-async-iterable.js';
import {
  EXPORT_VERSION,
  isExport,
  isHeader,
  membersOf,
  type ExportHeader,
} from './export-format.js';
import { ImportedOutcomes } from './imported-outcomes.js';
import type { EndState, ResultStore, RunWriter, StoredOutcome } from './result-store.js';
import { runIdRule } from './run-id.js';

export interface ImportRunOptions {
  /** How the run is named in the store. @default as it was named where it was exported */
  readonly runId?: string | undefined;
}

/** A run that is in the store now. */
export interface ImportedRun {
  readonly runId: string;
  /** As it was exported: one that is open can be gone on with. */
  readonly state: EndState;
  readonly items: number;
  readonly failed: number;
}

/**
 * Stores a run that `exportRun` has read, of whatever store, as a new one: with its positions, keys,
 * outcomes and state, so that one that is not completed can be resumed. Where its source stood is not
 * kept: a resumed run reads it from the start, and leaves out what is stored.
 *
 * Input that is cut, damaged, foreign or of a newer version, and values that this store cannot keep exactly,
 * are errors, and what was stored by then is removed again. A process that dies on the way leaves a run that
 * is open.
 *
 * - **Holds at most** 1,000 outcomes, or 1 MiB of lines and one line more.
 *
 * @param store where to.
 * @param lines what `exportRun` gives, or lines of a file without their ends: `readLines(file)`; whatever
 * `fromSource` reads.
 * @param options `runId` (default: as it was).
 * @returns what is stored. Rejects with ImportError (`ERR_IMPORT`) with `line` and `problem`;
 * StoreVersionError; UnstorableValueError; RunExistsError; what the source or the store fails with.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`) at
 * the call.
 *
 * @example
 * ```ts
 * import { importRun } from 'sluice';
 * import { jsonLinesStore } from 'sluice/node';
 * import { readLines } from 'sluice/sources';
 *
 * const { runId, items } = await importRun(jsonLinesStore('runs'), readLines('enrich.ndjson.gz'));
 * console.log(`${runId}: ${items} outcomes`);
 * ```
 */
export function importRun(
  store: ResultStore,
  lines: Source<string> | ((context: SourceContext) => Source<string>),
  options?: ImportRunOptions,
): Promise<ImportedRun> {
  checkValue('importRun', 'store', store, having('a ResultStore', 'open', 'results'));
  checkSource(lines, 'importRun', 'lines');
  const { runId } = readOptions<ImportRunOptions>('importRun', options, { runId: runIdRule });
  return imported(store, lines, runId);
}

async function imported(
  store: ResultStore,
  source: Source<string> | ((context: SourceContext) => Source<string>),
  wanted: string | undefined,
): Promise<ImportedRun> {
  const lines = toAsyncIterable(fromSource<unknown>(source as never), {
    readAhead: READ_AHEAD,
    flow: null,
  });
  let target: Target | undefined;
  let outcomes: ImportedOutcomes | undefined;
  try {
    for await (const line of lines) {
      if (outcomes !== undefined && target !== undefined) {
        if (outcomes.take(line)) await target.store(outcomes.takeChunk());
        continue;
      }
      const header = headerOf(line);
      target = await opened(store, header, wanted);
      outcomes = new ImportedOutcomes(line as string, header);
    }
    if (outcomes === undefined || target === undefined) throw new ImportError(1, 'it is missing');
    outcomes.finish();
    await target.store(outcomes.takeChunk());
    const { items, failed } = outcomes;
    await target.close();
    return { runId: target.runId, state: target.state, items, failed };
  } catch (error) {
    await target?.remove();
    throw error;
  }
}

const READ_AHEAD = 100;

function headerOf(line: unknown): ExportHeader {
  const fail = () => new ImportError(1, 'it does not begin an exported run');
  if (typeof line !== 'string') throw fail();
  let members: ReturnType<typeof membersOf>;
  try {
    members = membersOf(line);
  } catch {
    throw fail();
  }
  if (!isExport(members)) throw fail();
  const { version, runId } = members;
  if (version !== EXPORT_VERSION) throw new StoreVersionError('line 1', version, EXPORT_VERSION);
  if (!isHeader(members) || runIdRule.check(runId) !== 'ok') throw fail();
  return members as unknown as ExportHeader;
}

async function opened(
  store: ResultStore,
  { runId: was, state, fingerprint }: ExportHeader,
  wanted: string | undefined,
): Promise<Target> {
  const runId = wanted ?? was;
  const { identity } = fingerprint;
  const writer = await store.open({ runId, resume: false, fingerprint: { identity } });
  return new Target(store, runId, state, writer);
}

/** The run that is being made. */
class Target {
  #isOpen = true;

  constructor(
    private readonly _store: ResultStore,
    readonly runId: string,
    readonly state: EndState,
    private readonly _writer: RunWriter,
  ) {}

  /** Throws unless all of it can be kept as it is. */
  async store(chunk: readonly { readonly line: number; readonly outcome: StoredOutcome }[]) {
    const first = chunk[0];
    if (first === undefined) return;
    const keys = chunk.flatMap(({ outcome: { key } }) => (key === undefined ? [] : [key]));
    if (keys.length > 0) await this.#checkKeys(keys, first.line);
    const failures = new Map<number, ItemFailure>();
    const values = chunk.map(({ outcome }, place) => {
      if (outcome.status === 'fulfilled') return outcome.value;
      failures.set(place, { kind: outcome.status, reason: outcome.reason });
      return undefined;
    });
    const ranges = rangesOf(chunk.map(({ outcome }) => outcome.position));
    const record = { ranges, values, failures };
    const answer = await this._writer.append(keys.length > 0 ? { ...record, keys } : record);
    if (answer instanceof Map && answer.size > 0) throw [...answer.values()][0];
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    await this._writer.close(this.state);
  }

  /** What brought it here is what counts, whatever happens now. */
  async remove(): Promise<void> {
    try {
      if (this.#isOpen) await this._writer.close('open');
      await this._store.delete(this.runId);
    } catch {
      // Told is why the run was not to stay.
    }
  }

  async #checkKeys(keys: readonly string[], line: number): Promise<void> {
    const isTwice = new Set(keys).size < keys.length;
    const done = isTwice || (await this._writer.isDone(keys)).includes(true);
    if (done) throw new ImportError(line, 'in it or soon after it, a key comes a second time');
  }
}

function rangesOf(positions: readonly number[]): readonly Range[] {
  const ranges: [number, number][] = [];
  for (const position of positions) {
    const last = ranges.at(-1);
    if (last?.[1] === position) last[1]++;
    else ranges.push([position, position + 1]);
  }
  return ranges;
}
