import { checkValue, having } from '../core/options.js';
import { leave, whenLeft } from './leaving.js';
import type { EndState, OpenRun, ResultStore, RunWriter } from './result-store.js';
import { whenDone } from './when-done.js';

type Failed = (error: unknown) => void;

const writerRule = having('a RunWriter', 'append', 'close', 'isDone');

/** A run of a store, from before it is opened until it is given back. */
export class HeldRun {
  writer: RunWriter | undefined;
  readonly #store: ResultStore;
  readonly #run: OpenRun;
  /** Somebody else who opens it would find it locked. */
  #held = false;
  #left = false;
  #givenBack: () => void = () => undefined;

  constructor(store: ResultStore, run: OpenRun) {
    this.#store = store;
    this.#run = run;
  }

  /** Opens it, when whoever left it in this process has given it back. */
  open(opened: (writer: RunWriter) => void, failed: Failed): void {
    whenLeft(this.#store, this.#run.runId, () => {
      if (this.#left) return;
      this.#held = true;
      whenDone(
        () => this.#store.open(this.#run),
        (writer) => {
          this.#opened(writer, opened, failed);
        },
        (error) => {
          this.#end();
          failed(error);
        },
      );
    });
  }

  close(state: EndState, closed: () => void, failed: Failed): void {
    const { writer } = this;
    this.writer = undefined;
    whenDone(
      () => writer?.close(state),
      () => {
        this.#end();
        closed();
      },
      (error) => {
        this.#end();
        failed(error);
      },
    );
  }

  /** Nobody waits for it any more. Called again when it has opened meanwhile. */
  leave(failed: Failed): void {
    const again = this.#left;
    this.#left = true;
    if (this.#held && !again) this.#givenBack = leave(this.#store, this.#run.runId);
    if (this.writer !== undefined) this.close('open', () => undefined, failed);
  }

  #opened(writer: RunWriter, opened: (writer: RunWriter) => void, failed: Failed): void {
    try {
      checkValue('storeTo', 'open()', writer, writerRule);
    } catch (error) {
      this.#end();
      failed(error);
      return;
    }
    this.writer = writer;
    opened(writer);
  }

  #end(): void {
    this.#held = false;
    this.#givenBack();
  }
}
