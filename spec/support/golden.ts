import type { ItemFailure } from '../../src/index.js';
import type { OpenStoreOptions } from '../../src/node/open-store.js';
import type { ChunkRecord, OpenRun, ResultStore } from '../../src/store/result-store.js';

/** What was written with which options, by the name of its folder. */
export const GOLDEN: Readonly<Record<string, OpenStoreOptions>> = {
  'json-lines': {},
  'json-lines-gzip': { compression: 'gzip' },
  binary: { format: 'binary' },
  'binary-gzip': { format: 'binary', compression: 'gzip' },
};

const long = 'a text that is worth compressing, '.repeat(30);
const plain = ['zero', { one: [1, null, true, 1.5] }, undefined, `${long}\n\u2028é😀\0`, '', 5];
const rich = [
  new Date(1_790_000_000_000),
  new Map([['key', new Set([1, 2])]]),
  [NaN, -0, Infinity, undefined, 2n ** 70n],
  new Uint8Array([0, 10, 13, 27, 255]),
  new Float64Array([0.1, -0]),
  long,
];

/** The values of the items 0 to 5. */
export const valuesFor = ({ format }: OpenStoreOptions) => (format === 'binary' ? rich : plain);

const MARK = { position: 6, cursor: { page: 2 } };

/** Two runs: one by position, with a record out of turn and failures, one of them tried again; one by key. */
export async function writeGolden(store: ResultStore, options: OpenStoreOptions): Promise<void> {
  const [zero, one, two, three, four, five] = valuesFor(options);
  const reason = Object.assign(new TypeError('no answer', { cause: new Error('reset') }), {
    code: 'ECONNRESET',
  });
  const rejected = { kind: 'rejected', reason } as const;
  const skipped = { kind: 'skipped', reason: { because: 'it is old' } } as const;
  const at = (start: number, values: readonly unknown[], more: Partial<ChunkRecord> = {}) => ({
    ...{ ranges: [[start, start + values.length]] as const, values, failures: new Map() },
    ...more,
  });
  const first = await open(store, { runId: 'by-position' });
  await Promise.all([
    first.append(at(4, [four, five], { mark: MARK })),
    first.append(at(0, [zero, undefined], { failures: new Map([[1, rejected]]) })),
    first.append(at(2, [two, three])),
  ]);
  const failures: ChunkRecord['failures'] = new Map([
    [0, rejected],
    [1, skipped],
  ] as readonly [number, ItemFailure][]);
  await first.append(at(6, [0, 0], { failures }));
  await first.close('open');
  const second = await open(store, { runId: 'by-position', retryFailed: true });
  await second.append(at(1, [one]));
  await second.close('completed');

  const fingerprint = { identity: 'key' } as const;
  const byKey = await open(store, { runId: 'by-key', fingerprint });
  await byKey.append(at(0, [zero, one], { keys: ['a', 'b'] }));
  await byKey.close('open');
}

/** What is read of the first run. */
export function outcomesFor(options: OpenStoreOptions): readonly unknown[] {
  const cause = { name: 'Error', message: 'reset' };
  const reason = { name: 'TypeError', message: 'no answer', code: 'ECONNRESET', cause };
  return [
    ...valuesFor(options).map((value, position) => ({ position, status: 'fulfilled', value })),
    { position: 6, status: 'rejected', reason },
    { position: 7, status: 'skipped', reason: { because: 'it is old' } },
  ];
}

async function open(store: ResultStore, run: Partial<OpenRun>) {
  const fingerprint = { identity: 'position' } as const;
  return store.open({ runId: 'run', fingerprint, resume: true, ...run });
}
