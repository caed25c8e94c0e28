import type { ResultStore } from '../result-store.js';
import type { Packer } from '../codec/packing.js';
import type { ValueFormat } from '../codec/value-format.js';
import type { RunDatabase } from './run-database.js';

/** How a store on a database writes. */
export interface RecordStoreSettings {
  /** The function that users call, for messages. */
  readonly where: string;
  /** Opened when it is first needed, and once. */
  readonly database: () => Promise<RunDatabase>;
  readonly format: () => Promise<ValueFormat>;
  readonly packer: Packer | undefined;
}

/** The ResultStore of a database. */
export declare function recordStore(settings: RecordStoreSettings): ResultStore;
