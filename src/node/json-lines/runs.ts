import { join } from 'node:path';
import { StoreCorruptError } from '../../core/store-corrupt-error.js';
import { RunNotFoundError } from '../../core/run-not-found-error.js';
import type { PullSource } from '../../flow/pull-source.js';
import type {
  ChunkRecord,
  EndState,
  OpenRun,
  ResultStore,
  RunWriter,
  StoredOutcome,
  Unstorable,
} from '../../store/result-store.js';
import { deleteRun } from './delete-run.js';
import { inOrder } from './in-order.js';
import { readInfo, type FileRunInfo } from './info.js';
import { folderOf, isRunId } from './layout.js';
import { openRun, type Settings } from './open-run.js';
import { readRun } from './run-files.js';
import { verifyRun, type Verification } from './verify.js';

/** An open run of a store in files. */
export interface FileRunWriter extends RunWriter {
  readonly info: FileRunInfo;
  isDone(keys: readonly string[]): Promise<readonly boolean[]>;
  append(record: ChunkRecord): Promise<Unstorable | undefined>;
  close(state: EndState): Promise<void>;
}

/** A ResultStore in files: a `jsonLinesStore` or a `binaryStore`. */
export interface FileStore extends ResultStore {
  open(run: OpenRun): Promise<FileRunWriter>;
  runs(): Promise<readonly FileRunInfo[]>;
  /** Reads all of a run, and tells what is damaged and which positions that concerns. */
  verify(runId: string): Promise<Verification>;
}

const LISTED_AT_ONCE = 16;

type Pages = AsyncGenerator<StoredOutcome[], void>;

/** The runs in a folder. */
export class Runs implements FileStore {
  readonly #dir: string;
  readonly #settings: Settings;

  constructor(dir: string, settings: Settings) {
    this.#dir = dir;
    this.#settings = settings;
  }

  async open(run: OpenRun): Promise<FileRunWriter> {
    return openRun(this.#settings, folderOf(this.#settings.where, this.#dir, run.runId), run);
  }

  async runs(): Promise<readonly FileRunInfo[]> {
    const { files } = this.#settings;
    const kind = await files.kind(this.#dir);
    if (kind === undefined) return [];
    // A link to a folder is fine.
    if (kind === 'file') throw new StoreCorruptError(this.#dir, 0, 'it is no folder');
    const runIds = (await files.list(this.#dir)).filter(isRunId).sort();
    const infos: (FileRunInfo | undefined)[] = [];
    const info = (runId: string) => readInfo(files, join(this.#dir, runId), runId);
    for (let i = 0; i < runIds.length; i += LISTED_AT_ONCE) {
      infos.push(...(await Promise.all(runIds.slice(i, i + LISTED_AT_ONCE).map(info))));
    }
    return infos.filter((found) => found !== undefined);
  }

  results(runId: string): PullSource<StoredOutcome> {
    return pulled(this.#pages(runId));
  }

  failures(runId: string): PullSource<StoredOutcome> {
    const isFailure = ({ status }: StoredOutcome) => status !== 'fulfilled';
    return pulled(this.#pages(runId), isFailure);
  }

  async aggregate<A>(
    runId: string,
    fold: (sum: A, outcome: StoredOutcome) => A,
    seed: A,
  ): Promise<A> {
    let sum = seed;
    for await (const page of this.#pages(runId)) {
      for (const outcome of page) sum = fold(sum, outcome);
    }
    return sum;
  }

  async delete(runId: string): Promise<void> {
    await deleteRun(this.#settings.files, folderOf(this.#settings.where, this.#dir, runId), runId);
  }

  async verify(runId: string): Promise<Verification> {
    return verifyRun(this.#settings.files, folderOf(this.#settings.where, this.#dir, runId), runId);
  }

  /** A wrong name throws at the call, a run that is not there when it is read. */
  #pages(runId: string): Pages {
    const folder = folderOf(this.#settings.where, this.#dir, runId);
    return pagesOf(this.#settings, folder, runId);
  }
}

async function* pagesOf({ files }: Settings, folder: string, runId: string): Pages {
  const run = await readRun(files, folder, runId);
  if (run === undefined) throw new RunNotFoundError(runId);
  yield* inOrder(files, run);
}

/** Hands on pages as they are asked for. */
function pulled(
  pages: Pages,
  wanted: (outcome: StoredOutcome) => boolean = () => true,
): PullSource<StoredOutcome> {
  let page: readonly StoredOutcome[] = [];
  let next = 0;
  return {
    pull: async (max, signal) => {
      while (next === page.length) {
        signal.throwIfAborted();
        const found = await pages.next();
        if (found.done === true) return null;
        page = found.value.filter(wanted);
        next = 0;
      }
      const answer = page.slice(next, next + max);
      next += answer.length;
      return answer;
    },
    close: () => pages.return(),
  };
}
