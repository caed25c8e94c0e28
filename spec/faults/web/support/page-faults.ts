import type { EndState } from '../../../../src/store/result-store.js';

/** The stores that live in a browser. */
export const WEB_STORES = ['dexieStore', 'keyvalStore'] as const;

/** The database of a profile. */
export const DATABASE = 'faults';

/** Which store, and how it is opened. */
export interface WebStoreTask {
  readonly store: (typeof WEB_STORES)[number];
  readonly durability: 'relaxed' | 'strict';
}

/** What a page is asked to do. */
export interface WebTask extends WebStoreTask {
  readonly seed: number;
  /** Counts the pages of a run, from 0. */
  readonly attempt: number;
  readonly count: number;
  readonly size: number;
  readonly identity: 'position' | 'outcomes' | 'key';
  /** Characters that each value is longer. @default 0 */
  readonly padding?: number;
  /** From that item on, work waits until it is told to go on. @default it does not wait */
  readonly holdFrom?: number;
}

/** What is told of an error. */
export interface ToldError {
  readonly name: string;
  readonly message: string;
  /** Its own fields, as far as they are plain. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What is stored of the run, read back by the public functions. */
export interface Found {
  readonly runs: readonly { readonly state: EndState | 'unreadable'; readonly items: number }[];
  readonly ids: readonly number[];
  readonly problems: readonly string[];
}

/** What the page of the specs offers to them, as `globalThis.faults`. */
export interface PageFaults {
  /** Runs until it is completed, which is undefined, or fails. Tells of each step by `report`. */
  run(task: WebTask): Promise<ToldError | undefined>;
  /** Work that waits goes on. */
  goOn(): void;
  find(task: WebTask): Promise<Found>;
  /** What is left in the profile besides what is stored. */
  databases(): Promise<readonly string[]>;
}

/** A step: `start` and `ack` with the targets, in the order in which they happened. */
export interface Step {
  readonly word: 'begin' | 'start' | 'ack';
  readonly attempt: number;
  readonly ids: readonly number[];
}
