import { incompatibleOptions, invalidType } from '../core/option-error.js';
import { callback, checkValue, having, readOptions } from '../core/options.js';
import type { Sink } from './sink.js';

/** What is used of a table of Dexie. */
export interface DexieTableShape {
  readonly name: string;
  readonly schema: {
    readonly primKey: {
      readonly keyPath: string | readonly string[] | null | undefined;
    };
  };
  readonly db: {
    transaction(mode: 'rw', tables: never, scope: () => PromiseLike<unknown>): PromiseLike<unknown>;
  };
  bulkPut(rows: readonly never[], keys?: never): PromiseLike<unknown>;
}

export interface DexieTableOptions<T> {
  /** Makes what is stored of a row. @default the row itself */
  readonly row?: ((row: T) => unknown) | undefined;
  /** The key of a row, of a table whose keys are not in its rows. */
  readonly key?: ((row: T) => unknown) | undefined;
}

/**
 * Writes rows into a table of Dexie, in place of those with the same keys.
 *
 * A batch is one transaction: all of it is written, or nothing. A row without a key would be another one
 * each time it is written, and is refused.
 *
 * @param table a table of an open `Dexie`.
 * @param options `row`: what is stored of a row (default the row); `key`: its key, where the table keeps keys
 * outside of its rows.
 * @throws TypeError (`ERR_INVALID_ARG_TYPE`, `ERR_UNKNOWN_OPTION`, `ERR_INCOMPATIBLE_OPTIONS`) at the call.
 *
 * @example
 * ```ts
 * import Dexie from 'dexie';
 * import { dexieTable, writeTo } from 'sluice/sinks';
 *
 * const db = new Dexie('app');
 * db.version(1).stores({ places: 'id' });
 * results$.pipe(writeTo(dexieTable(db.table('places')))).subscribe();
 * ```
 */
export function dexieTable<T>(table: DexieTableShape, options?: DexieTableOptions<T>): Sink<T> {
  checkValue('dexieTable', 'table', table, having('a table of Dexie', 'bulkPut'));
  const { row, key } = readOptions<DexieTableOptions<T>>('dexieTable', options, {
    row: callback,
    key: callback,
  });
  const { keyPath } = table.schema.primKey;
  const isInside = typeof keyPath === 'string' ? keyPath !== '' : Array.isArray(keyPath);
  if (isInside === (key !== undefined)) {
    const rule = isInside
      ? `"key" is not for table ${table.name}, whose rows have their key within`
      : `"key" is needed for table ${table.name}, whose rows have no key within`;
    throw incompatibleOptions('dexieTable', rule);
  }
  const paths = (isInside ? [keyPath].flat() : []) as string[];
  return {
    write: async (given) => {
      const rows = row === undefined ? given : given.map((each) => row(each));
      for (const each of rows) for (const path of paths) checkKey(valueAt(each, path), path, each);
      const keys = key && given.map((each) => checkKey(key(each), 'key(row)', each));
      await table.db.transaction('rw', [table] as never, () =>
        table.bulkPut(rows as readonly never[], keys as never),
      );
    },
  };
}

function valueAt(row: unknown, path: string): unknown {
  let value = row;
  for (const name of path.split('.')) value = (value as Record<string, unknown> | null)?.[name];
  return value;
}

function checkKey(value: unknown, name: string, row: unknown): unknown {
  if (value !== undefined && value !== null) return value;
  throw invalidType('dexieTable', name, 'a key of each row', row === null ? row : value);
}
