import { join } from 'node:path';
import { loadDriver } from '../../src/sqlite/load-driver.js';
import type { SqlDriver } from '../../src/sqlite/sql-driver.js';
import { sqliteStore, type SqliteStoreOptions } from '../../src/sqlite/sqlite-store.js';
import type { ChunkRecord, OpenRun, StoredOutcome } from '../../src/store/result-store.js';
import { makeDir } from '../node/support/dirs.js';
import { codeOf, numbers, read } from '../node/support/runs.js';

/** By position: a value, or an error for an item that failed. */
type Items = Readonly<Record<number, unknown>>;

describe('sqliteStore', () => {
  let dir: Awaited<ReturnType<typeof makeDir>>;
  let driver: SqlDriver;
  let file: string;

  beforeEach(async () => {
    dir = await makeDir();
    file = join(dir.path, 'runs.db');
    driver = await loadDriver('spec');
  });

  afterEach(() => dir.remove());

  const recordOf = (items: Items, keyOf?: (position: number) => string): ChunkRecord => {
    const positions = Object.keys(items).map(Number);
    const values = positions.map((position) => items[position]);
    const failed = values.flatMap((reason, place) =>
      reason instanceof Error ? [[place, { kind: 'rejected', reason }] as const] : [],
    );
    return {
      ranges: positions.map((position) => [position, position + 1]),
      values: values.map((value) => (value instanceof Error ? undefined : value)),
      failures: new Map(failed),
      ...(keyOf && { keys: positions.map(keyOf) }),
    };
  };

  async function write(
    records: readonly ChunkRecord[],
    run: Partial<OpenRun> = {},
    options?: SqliteStoreOptions,
  ): Promise<void> {
    const identity = records[0]?.keys === undefined ? 'position' : 'key';
    const fingerprint = { identity } as const;
    const opened = { runId: 'run', fingerprint, resume: true, ...run };
    const writer = await sqliteStore(file, options).open(opened);
    for (const record of records) await writer.append(record);
    await writer.close('open');
  }

  /** As any program reads it. */
  function query(sql: string): unknown[][] {
    const connection = driver.open(file, true);
    try {
      return connection
        .prepare(sql)
        .all()
        .map((row) => Object.values(row));
    } finally {
      connection.close();
    }
  }

  const results = (runId = 'run') => read(sqliteStore(file).results(runId));

  /** What the view is to show of outcomes whose values are JSON. */
  const shown = (outcomes: readonly StoredOutcome[]) =>
    outcomes.map((outcome) =>
      outcome.status === 'fulfilled'
        ? [outcome.position, outcome.key ?? null, 'fulfilled', jsonOf(outcome.value)]
        : [outcome.position, outcome.key ?? null, outcome.status, null],
    );
  const jsonOf = (value: unknown) => JSON.stringify(value) ?? null;
  const VIEW = 'SELECT position, key, status, value FROM results';

  it('should show in the view what the store gives back, after items were retried', async () => {
    const no = new Error('no');
    await write([recordOf({ 0: 'a', 1: no, 2: no, 7: { b: [1.5] } }), recordOf({ 3: no, 4: 4 })]);
    await write([recordOf({ 1: 'one', 3: no, 5: undefined })], { retryFailed: true });
    await write([recordOf({ 3: 'three', 2: new Error('still') })], { retryFailed: true });

    const outcomes = await results();
    expect(outcomes.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4, 5, 7]);
    expect(query(`${VIEW} ORDER BY position`)).toEqual(shown(outcomes));
    expect(
      query(`SELECT position, reason ->> '$.message' FROM results WHERE status = 'rejected'`),
    ).toEqual([[2, 'still']]);
  });

  it('should show the keys of items, and those that were retried at other places', async () => {
    const key = (position: number) => `k'${position}";--`;
    await write([recordOf({ 0: 'a', 1: new Error('no'), 2: new Error('no') }, key)]);
    await write([recordOf({ 10: 'b' }, () => key(2))], { retryFailed: true });

    const outcomes = await results();
    expect(query(`${VIEW} ORDER BY position`)).toEqual(shown(outcomes));
    expect(outcomes.map((outcome) => outcome.key)).toEqual([key(0), key(1), key(2)]);
  });

  it('should show all but the values of what is compressed, and read it beside the rest', async () => {
    await write([recordOf({ 0: 'plain' })]);
    const long = numbers(0, 500).map((at) => [at + 1, 'x'.repeat(40)] as const);
    await write(
      [recordOf({ ...Object.fromEntries(long), 501: new Error('no') })],
      {},
      {
        compression: 'gzip',
      },
    );

    expect(
      query('SELECT packing, status, count(*), count(value) FROM results GROUP BY 1, 2'),
    ).toEqual([
      [null, 'fulfilled', 1, 1],
      ['gzip', 'fulfilled', 500, 0],
      ['gzip', 'rejected', 1, 0],
    ]);
    const outcomes = await results();
    expect(outcomes.length).toBe(502);
    expect(outcomes[1]).toEqual({ position: 1, status: 'fulfilled', value: long[0]?.[1] });
  });

  it('should hold several runs side by side, and give back of one what is its own', async () => {
    for (const runId of ['a', 'b'])
      await write([recordOf({ 0: runId, 1: new Error(runId) })], { runId });
    await sqliteStore(file).delete('a');

    expect(query('SELECT run, position, status FROM results')).toEqual([
      ['b', 0, 'fulfilled'],
      ['b', 1, 'rejected'],
    ]);
    expect(await codeOf(() => results('a'))).toBe('ERR_RUN_NOT_FOUND');
  });

  it('should say which record is damaged, and hide no other run for it', async () => {
    for (const runId of ['a', 'b']) await write([recordOf({ 0: runId })], { runId });
    const connection = driver.open(file, false);
    connection.exec(`UPDATE records SET body = '["c"]' WHERE body = '["a"]'`);
    connection.close();

    expect(await codeOf(() => results('a'))).toBe('ERR_STORE_CORRUPT');
    expect((await results('b')).length).toBe(1);
    const infos = await sqliteStore(file).runs();
    expect(infos.map(({ runId, state }) => [runId, state])).toContain(['b', 'open']);
  });

  it('should refuse wrong arguments at the call', async () => {
    const made = (path: unknown, options?: unknown) =>
      codeOf(() => sqliteStore(path as string, options as never));

    expect([
      await made(undefined),
      await made(''),
      await made('a\0b'),
      await made('a', { durability: 'memory' }),
      await made('a', { compression: 'lz4' }),
      await made('a', { compresion: 'gzip' }),
      await made('a', null),
      await made('a', {}),
    ]).toEqual([
      'ERR_INVALID_ARG_TYPE',
      'ERR_OUT_OF_RANGE',
      'ERR_OUT_OF_RANGE',
      'ERR_OUT_OF_RANGE',
      'ERR_OUT_OF_RANGE',
      'ERR_UNKNOWN_OPTION',
      'ERR_INVALID_ARG_TYPE',
      undefined,
    ]);
  });
});
