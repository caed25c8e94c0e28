import type { Sink } from '../../sinks/sink.js';

/** What the kit writes. */
export interface SinkRow {
  readonly id: string;
  readonly n: number;
}

/** A place that sinks can be made for, as often as a test needs. */
export interface SinkFixture {
  /** A sink for what is there: what a new process would find. */
  open(): Sink<SinkRow> | Promise<Sink<SinkRow>>;
  /** The rows that are there, in any order. */
  rows(): readonly SinkRow[] | Promise<readonly SinkRow[]>;
  /** What a row does to an earlier one with its id: takes its place, or stands beside it. */
  readonly again: 'replaces' | 'adds';
  /** Removes everything. */
  dispose(): void | Promise<void>;
}

/** The body of a test: what it is given is all it may use. */
export type SinkCase = (
  place: SinkFixture,
  is: (actual: unknown, expected: unknown) => void,
) => Promise<void>;

/** What a sink does with batches: writes all of one, or nothing. */
export const ROWS: Record<string, SinkCase> = {
  'should have written all rows of a batch when it says so': async (place, is) => {
    await withSink(place, async (sink) => {
      await write(sink, some(3));
      is(await found(place), some(3));
      await write(sink, some(2, 3));
      is(await found(place), some(5));
    });
  },

  'should write nothing for a batch without rows': async (place, is) => {
    await withSink(place, async (sink) => {
      await write(sink, []);
      await write(sink, some(1));
      await write(sink, []);
      is(await found(place), some(1));
    });
  },

  'should write thousands of rows of one batch': async (place, is) => {
    await withSink(place, async (sink) => {
      await write(sink, some(5000));
      is((await found(place)).length, 5000);
    });
    is(await found(place), some(5000));
  },

  'should write nothing of a batch with a row that cannot be written, and then the next': async (
    place,
    is,
  ) => {
    await withSink(place, async (sink) => {
      await write(sink, some(2));
      const batches = [
        [unfit(), ...some(2, 2)],
        [...some(1500, 2), unfit()],
      ];
      for (const batch of batches) {
        let isRefused = false;
        try {
          await write(sink, batch);
        } catch {
          isRefused = true;
        }
        is([isRefused, await found(place)], [true, some(2)]);
      }
      await write(sink, some(1, 2));
      is(await found(place), some(3));
    });
  },

  'should go on behind what is there when it is opened again': async (place, is) => {
    await withSink(place, (sink) => write(sink, some(2)));
    await withSink(place, (sink) => write(sink, some(2, 2)));
    is(await found(place), some(4));
  },

  'should open again what it gave up, and give up nothing twice': async (place, is) => {
    const sink = await place.open();
    await sink.close?.();
    await write(sink, some(2));
    await sink.close?.();
    await sink.close?.();
    await write(sink, some(2, 2));
    await sink.close?.();
    is(await found(place), some(4));
  },

  'should do with a row that is written again what it is there for': async (place, is) => {
    await withSink(place, async (sink) => {
      await write(sink, some(3));
      await write(sink, [{ id: idOf(1), n: 100 }]);
    });
    const [first, second, third] = some(3);
    const later = { id: idOf(1), n: 100 };
    is(
      await found(place),
      place.again === 'replaces' ? [first, later, third] : [first, second, later, third],
    );
  },

  'should keep text and numbers as they are': async (place, is) => {
    const rows = TEXTS.map((id, i) => ({ id, n: NUMBERS[i % NUMBERS.length] ?? 0 }));
    await withSink(place, (sink) => write(sink, rows));
    is(await found(place), inOrder(rows));
    is(({} as { polluted?: unknown }).polluted, undefined);
  },
};

const TEXTS = [
  'plain',
  ' plain ',
  'PLAIN',
  '0',
  '00',
  'null',
  'undefined',
  '__proto__',
  'constructor',
  "'; DROP TABLE place; --",
  '" OR 1=1',
  'a,b;c\td',
  '"quoted"',
  'two\nlines',
  'two\r\nlines',
  'back\\slash\\',
  '%_?$1',
  'é',
  'e\u0301',
  '𝄞',
  '\u2028',
  '\ufeff',
  'k'.repeat(1000),
];

const NUMBERS = [0, 1, 0.1, 1e21, 5e-324, 2 ** 53 - 1, 2 ** 31, 1.7976931348623157e308];

const { signal } = new AbortController();

async function withSink(
  place: SinkFixture,
  body: (sink: Sink<SinkRow>) => Promise<void>,
): Promise<void> {
  const sink = await place.open();
  try {
    await body(sink);
  } finally {
    await sink.close?.();
  }
}

async function write(sink: Sink<SinkRow>, rows: readonly SinkRow[]): Promise<void> {
  await sink.write(rows, { signal });
}

/** So many rows, from that one on. */
function some(count: number, from = 0): SinkRow[] {
  return Array.from({ length: count }, (_, i) => ({ id: idOf(from + i), n: from + i }));
}

function idOf(n: number): string {
  return `row ${String(n).padStart(5, '0')}`;
}

/** A row that no format can take, since it cannot even be read. */
function unfit(): SinkRow {
  return Object.defineProperty({ id: 'unfit', n: 0 }, 'n', {
    enumerable: true,
    get: () => {
      throw new TypeError('a row that cannot be read');
    },
  });
}

async function found(place: SinkFixture): Promise<readonly SinkRow[]> {
  return inOrder(await place.rows());
}

function inOrder(rows: readonly SinkRow[]): readonly SinkRow[] {
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return [...rows].sort((a, b) => compare(a.id, b.id) || a.n - b.n);
}
