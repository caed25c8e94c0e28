import { invalidType } from '../core/option-error.js';
import { checkValue, having } from '../core/options.js';
import { RunNotFoundError } from '../core/run-not-found-error.js';
import { UnstorableValueError } from '../core/unstorable-value-error.js';
import type { PullSource } from '../flow/pull-source.js';
import { reasonMembers } from './codec/reason.js';
import { taggedJson } from './codec/tagged-json.js';
import { EXPORT_VERSION, LineSum, type ExportEnd, type ExportHeader } from './export-format.js';
import type { ResultStore, RunInfo, StoredOutcome } from './result-store.js';
import { runIdRule } from './run-id.js';

/**
 * Reads a run as lines of JSON, which every store can import, and other programs can read.
 *
 * The first line tells of the run, the last one how many outcomes there are, and their sum, so that what is
 * cut or damaged shows; between them stands a line for each outcome, in the order of their positions:
 *
 * ```
 * {"sluice":"run","version":1,"runId":"ids","state":"completed","fingerprint":{"identity":"position"}}
 * {"position":0,"status":"fulfilled","value":{"id":7}}
 * {"position":1,"status":"rejected","reason":{"name":"Error","message":"no answer"}}
 * {"end":true,"items":2,"failed":1,"crc32":"5d8a2c0f"}
 * ```
 *
 * What JSON has no word for is tagged: `{"$date":0}`, `{"$map":[[1,2]]}`, `$set`, `$bigint`, `$number` (NaN,
 * the infinities, -0), `$undefined`, `$ArrayBuffer`, `$Uint8Array` and the other arrays of numbers, in
 * base64; `{"$":{...}}` is an object that looks like one of them. Errors are
 * `{ name, message, code, cause }`, as stores keep them.
 *
 * - **Emits** lines without their ends; of a run that is being written, what is stored at the time.
 * - **Completes** after the line that closes it.
 * - **Errors** RunNotFoundError; UnstorableValueError for a value that cannot be written so that it comes
 *   back as it was, as an instance of a class in a `memoryStore`; what the store fails with.
 * - **On unsubscribe** leaves the store.
 * - **Holds at most** one page of outcomes.
 *
 * @param store where the run is.
 * @param runId its name.
 * @returns what `fromSource` reads, once.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`) at the call.
 *
 * @example
 * ```ts
 * import { exportRun, importRun } from 'sluice';
 * import { jsonLinesStore } from 'sluice/node';
 * import { dexieStore } from 'sluice/dexie';
 *
 * await importRun(jsonLinesStore('runs'), exportRun(dexieStore('app'), 'enrich-2026'));
 * ```
 */
export function exportRun(store: ResultStore, runId: string): PullSource<string> {
  checkValue('exportRun', 'store', store, having('a ResultStore', 'open', 'results'));
  if ((runId as unknown) === undefined) {
    throw invalidType('exportRun', 'runId', runIdRule.expected, runId);
  }
  checkValue('exportRun', 'runId', runId, runIdRule);
  return new ExportedLines(store, runId);
}

class ExportedLines implements PullSource<string> {
  readonly #store: ResultStore;
  readonly #runId: string;
  readonly #sum = new LineSum();
  #outcomes: PullSource<StoredOutcome> | undefined;
  #items = 0;
  #failed = 0;
  #ended = false;

  constructor(store: ResultStore, runId: string) {
    this.#store = store;
    this.#runId = runId;
  }

  async pull(max: number, signal: AbortSignal): Promise<readonly string[] | null> {
    if (this.#ended) return null;
    if (this.#outcomes === undefined) {
      const info = await this.#find();
      this.#outcomes = this.#store.results(this.#runId);
      return [this.#summed(headerOf(info))];
    }
    const page = await this.#outcomes.pull(max, signal);
    if (page === null) return this.#end();
    return page.map((outcome) => {
      this.#items++;
      if (outcome.status !== 'fulfilled') this.#failed++;
      return this.#summed(lineOf(outcome));
    });
  }

  close(): unknown {
    return this.#outcomes?.close?.();
  }

  async #find(): Promise<RunInfo> {
    const runs = await this.#store.runs();
    const found = runs.find(({ runId }) => runId === this.#runId);
    if (found === undefined) throw new RunNotFoundError(this.#runId);
    if (found.state === 'unreadable') throw found.error;
    return found;
  }

  #end(): readonly string[] {
    this.#ended = true;
    const end: ExportEnd = {
      end: true,
      items: this.#items,
      failed: this.#failed,
      crc32: this.#sum.text,
    };
    return [JSON.stringify(end)];
  }

  #summed(line: string): string {
    this.#sum.add(line);
    return line;
  }
}

function headerOf({ runId, state, fingerprint }: RunInfo): string {
  const header: ExportHeader = {
    sluice: 'run',
    version: EXPORT_VERSION,
    runId,
    state: state === 'completed' ? 'completed' : 'open',
    fingerprint: { identity: fingerprint.identity },
  };
  return JSON.stringify(header);
}

function lineOf(outcome: StoredOutcome): string {
  const { position, key, status } = outcome;
  const who = key === undefined ? '' : `,"key":${JSON.stringify(key)}`;
  const what = status === 'fulfilled' ? valueMember(outcome) : reasonMember(outcome.reason);
  return `{"position":${position}${who},"status":"${status}"${what}}`;
}

function valueMember({ position, value }: Extract<StoredOutcome, { status: 'fulfilled' }>): string {
  const json = taggedJson(value);
  if (json !== undefined) return `,"value":${json}`;
  throw new UnstorableValueError(
    `the value at position ${position} has no JSON that gives it back`,
  );
}

/** A reason need not come back as it was, as in all stores: what is told of it is enough. */
function reasonMember(reason: unknown): string {
  if (reason === undefined) return '';
  const json = taggedJson(reason);
  if (json !== undefined) return `,"reason":${json}`;
  return reasonMembers(reason).replace(/^,"error":/, ',"reason":');
}
