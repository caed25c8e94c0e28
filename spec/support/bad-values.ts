import { asyncScheduler, Observable } from 'rxjs';
import { createFlow } from '../../src/flow/create-flow.js';

/** A value that somebody may pass, right or wrong. */
export interface Sample {
  readonly name: string;
  /** How an error message shows it. */
  readonly shown: string;
  /** Makes it; it calls `started` when somebody begins to use it. */
  readonly make: (started: () => void) => unknown;
}

const sample = (name: string, shown: string, make: Sample['make']): Sample => ({
  name,
  shown,
  make,
});

class Endless implements AsyncIterable<unknown> {
  constructor(readonly started: () => void) {}

  [Symbol.asyncIterator](): AsyncIterator<unknown> {
    this.started();
    return { next: () => new Promise(() => undefined) };
  }
}

export const SAMPLES: readonly Sample[] = [
  sample('undefined', 'undefined', () => undefined),
  sample('null', 'null', () => null),
  sample('true', 'true', () => true),
  sample('0', '0 (number)', () => 0),
  sample('-0', '-0 (number)', () => -0),
  sample('-1', '-1 (number)', () => -1),
  sample('1', '1 (number)', () => 1),
  sample('1.5', '1.5 (number)', () => 1.5),
  sample('NaN', 'NaN (number)', () => NaN),
  sample('Infinity', 'Infinity (number)', () => Infinity),
  sample('-Infinity', '-Infinity (number)', () => -Infinity),
  sample('2^31', '2147483648 (number)', () => 2 ** 31),
  sample('2^53', '9007199254740992 (number)', () => 2 ** 53),
  sample("''", '"" (string)', () => ''),
  sample("'5'", '"5" (string)', () => '5'),
  sample("'abc'", '"abc" (string)', () => 'abc'),
  sample('[]', '(array)', () => []),
  sample('{}', '(object)', () => ({})),
  sample('5n', '5n (bigint)', () => 5n),
  sample('Symbol()', 'Symbol() (symbol)', () => Symbol()),
  sample('function', '(function)', (started) => () => {
    started();
    return null;
  }),
  sample(
    'class',
    '(function)',
    () =>
      class {
        readonly a = 1;
      },
  ),
  sample('Proxy', '(object)', () => new Proxy({}, {})),
  sample('Date', '(object)', () => new Date(0)),
  sample('boxed Number', '(object)', () => Object(1)),
  sample('boxed String', '(object)', () => Object('abc')),
  sample('Map', '(object)', () => new Map()),
  sample('Uint8Array', '(object)', () => new Uint8Array(1)),
  sample('Promise', '(object)', () => Promise.resolve(1)),
  sample('Object.create(null)', '(object)', () => Object.create(null)),
  sample('Observable', '(object)', (started) => new Observable(() => started())),
  sample('async iterable', '(object)', (started) => new Endless(started)),
];

/** What an option takes, told by samples: those that fit, and those that have the type and not the value. */
export interface Kind {
  /** In the words of the message. */
  readonly expected: string;
  readonly fits: readonly string[];
  readonly range?: readonly string[];
  /** Other words, for some samples. */
  readonly says?: Readonly<Record<string, string>>;
  /** Samples that are looked at one by one elsewhere. */
  readonly apart?: readonly string[];
  /** Whether `undefined` is no answer. */
  readonly required?: boolean;
  /** Makes more values that fit, which no sample is. */
  readonly alsoFits?: () => readonly unknown[];
}

const NUMBERS = ['0', '-0', '-1', '1', '1.5', 'NaN', 'Infinity', '-Infinity', '2^31', '2^53'];

/** A number: those that fit; all others are out of range. */
function numbers(
  expected: string,
  fits: readonly string[],
  bounded?: string,
  more: readonly string[] = [],
): Kind {
  const range = NUMBERS.filter((name) => !fits.includes(name));
  const above = ['Infinity', '2^31', '2^53'].filter((name) => range.includes(name));
  const says = Object.fromEntries(above.map((name) => [name, bounded ?? expected]));
  return { expected, fits: [...fits, ...more], range, says };
}

/** One of these words. */
function oneOf(...words: readonly string[]): Kind {
  return {
    expected: `one of ${words.map((word) => `"${word}"`).join(', ')}`,
    fits: [],
    range: ["''", "'5'", "'abc'"],
    alsoFits: () => words,
  };
}

const MOST = 2 ** 31 - 1;
const milliseconds = (min: number) => `a number of milliseconds from ${min} to ${MOST}`;
const PLAIN = ['{}', 'Proxy', 'Object.create(null)'];
const INPUTS = [
  '[]',
  'Map',
  'Uint8Array',
  'boxed String',
  'Promise',
  'Observable',
  'async iterable',
];
const SOURCES =
  'an array, iterable, async iterable, ReadableStream, Node Readable, Promise, PullSource or ' +
  'Observable, or a function that makes one';
const CHARACTERS = `${SOURCES} (for its characters pass [...text])`;

export const KINDS = {
  size: numbers(
    'an integer >= 1, or Infinity, or an Observable',
    ['1', 'Infinity'],
    `an integer from 1 to ${MOST}, or Infinity, or an Observable`,
    ['Observable'],
  ),
  fromOne: numbers('an integer >= 1', ['1'], `an integer from 1 to ${MOST}`),
  fromZero: numbers('an integer >= 0', ['0', '-0', '1'], `an integer from 0 to ${MOST}`),
  total: numbers(`an integer from 0 to ${Number.MAX_SAFE_INTEGER}`, ['0', '-0', '1', '2^31']),
  amount: numbers(`an integer from 0 to ${Number.MAX_SAFE_INTEGER}, or Infinity`, [
    ...['0', '-0', '1', 'Infinity', '2^31'],
  ]),
  lanes: numbers('an integer from 1 to 10000, or an Observable', ['1'], undefined, ['Observable']),
  calls: numbers('an integer from 1 to 10000', ['1']),
  retry: numbers(
    'an integer >= 0, or Infinity, or options',
    ['0', '-0', '1', 'Infinity'],
    undefined,
    PLAIN,
  ),
  timeout: numbers(`${milliseconds(1)}, or options, or an Observable`, ['1', '1.5'], undefined, [
    ...PLAIN,
    'Observable',
  ]),
  tolerate: numbers(
    `an integer from 0 to ${Number.MAX_SAFE_INTEGER}, or Infinity, or options`,
    ['0', '-0', '1', 'Infinity', '2^31'],
    undefined,
    PLAIN,
  ),
  weight: numbers(
    'a number > 0, or Infinity, or an Observable',
    ['1', '1.5', 'Infinity', '2^31', '2^53'],
    undefined,
    ['Observable'],
  ),
  wait: numbers(`${milliseconds(1)}, or an Observable`, ['1', '1.5'], undefined, ['Observable']),
  sample: numbers(milliseconds(0), ['0', '-0', '1', '1.5']),
  ratio: numbers('a number from 0 to 1', ['0', '-0', '1']),
  window: numbers(milliseconds(1), ['1', '1.5']),
  limit: numbers('a number > 0, or Infinity', ['1', '1.5', 'Infinity', '2^31', '2^53']),
  factor: numbers('a number >= 1', ['1', '1.5', '2^31', '2^53']),
  jitter: {
    expected: 'one of "full", "none"',
    fits: [],
    range: ["''", "'5'", "'abc'"],
    alsoFits: () => ['full', 'none'],
  },
  boolean: { expected: 'a boolean', fits: ['true'], alsoFits: () => [false] },
  order: {
    expected: 'a boolean, or { key: function }',
    fits: ['true'],
    alsoFits: () => [false, { key: () => 1 }],
  },
  rate: {
    expected: 'a plain object, or an Observable',
    fits: ['Observable'],
    apart: PLAIN,
    required: true,
    alsoFits: () => [{ limit: 1, per: 1 }],
  },
  runOrder: {
    expected: 'a boolean or "key"',
    fits: ['true'],
    range: ["''", "'5'", "'abc'"],
    alsoFits: () => [false],
  },
  runTimeout: numbers(`${milliseconds(1)}, or options`, ['1', '1.5'], undefined, PLAIN),
  runRate: {
    expected: 'a plain object',
    fits: [],
    apart: PLAIN,
    alsoFits: () => [{ limit: 1, per: 1 }],
  },
  resume: {
    expected: 'a boolean or "force"',
    fits: ['true'],
    range: ["''", "'5'", "'abc'"],
    alsoFits: () => [false, 'force'],
  },
  whenFull: {
    expected: '"fail" or { retryEvery }',
    fits: [],
    range: ["''", "'5'", "'abc'"],
    apart: PLAIN,
    alsoFits: () => ['fail', { retryEvery: 1 }],
  },
  signal: {
    expected: 'an AbortSignal',
    fits: [],
    alsoFits: () => [new AbortController().signal],
  },
  callback: { expected: 'a function', fits: ['function', 'class'] },
  overflow: {
    expected: 'one of "error", "dropOldest", "dropNewest"',
    fits: [],
    range: ["''", "'5'", "'abc'"],
    alsoFits: () => ['error', 'dropOldest', 'dropNewest'],
  },
  runId: {
    expected: 'a name of letters, digits, ".", "_" and "-", at most 128, beginning with no sign',
    fits: ["'5'", "'abc'"],
    range: ["''"],
    apart: ['undefined'],
    alsoFits: () => ['a.b_c-1', 'x'.repeat(128)],
  },
  flow: {
    expected: 'a flow made by createFlow, or null',
    fits: ['null'],
    alsoFits: () => [createFlow()],
  },
  scheduler: { expected: 'a SchedulerLike', fits: [], alsoFits: () => [asyncScheduler] },
  observableInput: { expected: 'an ObservableInput', fits: INPUTS },
  observable: { expected: 'an Observable', fits: ['Observable'] },
  observer: {
    expected: 'a function, an observer or a ProgressTracker',
    fits: ['function', 'class'],
    required: true,
    alsoFits: () => [{ next: () => undefined }, { next: () => undefined, complete: undefined }],
  },
  target: {
    expected: 'a function, an observer, a ProgressTracker, or options',
    fits: ['function', 'class'],
    apart: PLAIN,
    alsoFits: () => [{ next: () => undefined }],
  },
  source: {
    expected: SOURCES,
    fits: [...INPUTS, 'function', 'class'],
    says: { "''": CHARACTERS, "'5'": CHARACTERS, "'abc'": CHARACTERS },
    alsoFits: () => [{ pull: () => null }],
  },
  store: { expected: 'a ResultStore', fits: [] },
  memoryLimit: {
    expected: 'a number of bytes > 0, or a percentage such as "75%"',
    fits: ['1', '1.5', 'Infinity', '2^31', '2^53'],
    range: ['0', '-0', '-1', 'NaN', '-Infinity', "''", "'5'", "'abc'"],
    alsoFits: () => ['75%', '100%', '0.5%', 5e8],
  },
  sink: { expected: 'a Sink', fits: [], alsoFits: () => [{ write: () => undefined }] },
  sqlDatabase: {
    expected: 'a database with exec and prepare, or a function that runs a statement',
    fits: ['function', 'class'],
  },
  dexieTable: { expected: 'a table of Dexie', fits: [] },
  sqlName: {
    expected: 'a name of 1 to 128 characters, none of them U+0000',
    fits: ["'5'", "'abc'"],
    range: ["''"],
  },
  sqlNames: {
    expected: 'the name of a column, or an array of such',
    fits: ["'5'", "'abc'"],
    range: ["''", '[]'],
    apart: ['undefined'],
    alsoFits: () => [['a', 'b']],
  },
  placeholders: oneOf('?', '$'),
  textTarget: {
    expected: 'the path of a file, or a WritableStream',
    fits: ["'5'", "'abc'"],
    apart: ["''"],
    alsoFits: () => [new WritableStream()],
  },
  columns: {
    expected: 'an array of different names',
    fits: [],
    range: ['[]'],
    apart: ['undefined'],
    alsoFits: () => [['a', 'b']],
  },
  file: { expected: 'the path of a file', fits: ["'5'", "'abc'"], range: ["''"] },
  folder: { expected: 'the path of a folder', fits: ["'5'", "'abc'"], range: ["''"] },
  database: { expected: 'the name of a database', fits: ["'5'", "'abc'"], range: ["''"] },
  compression: {
    ...oneOf('none', 'gzip', 'brotli', 'zstd', 'auto'),
    // The others are not everywhere.
    alsoFits: () => ['none', 'gzip', 'auto'],
  },
  format: oneOf('json', 'cbor'),
  fileFormat: oneOf('json', 'binary'),
  pageDurability: oneOf('relaxed', 'strict'),
  durability: oneOf('power', 'process'),
  cache: { expected: 'a CacheStore', fits: ['Map'] },
  strategy: {
    expected: '"fixed" or a function',
    fits: ['function', 'class'],
    range: ["''", "'5'", "'abc'"],
    alsoFits: () => ['fixed'],
  },
  mode: {
    expected: 'one of "sequential", "parallel", "streaming"',
    fits: [],
    range: ["''", "'5'", "'abc'"],
    alsoFits: () => ['sequential', 'parallel', 'streaming'],
  },
  anyRunId: {
    expected: 'a name of letters, digits, ".", "_" and "-", at most 128, beginning with no sign',
    fits: ["'5'", "'abc'"],
    range: ["''"],
  },
  definition: { expected: 'a plain object', fits: [], apart: PLAIN },
  outcomes: { expected: 'an array of outcomes', fits: ['[]'] },
  result: { expected: 'a ChunkResult', fits: [] },
  options: { expected: 'a plain object', fits: [...PLAIN, 'undefined'] },
  /** Where something in the options is needed. */
  neededOptions: {
    expected: 'a plain object',
    fits: [],
    apart: [...PLAIN, 'undefined'],
  },
  limits: {
    expected: 'a number, a plain object, or a function that makes a strategy',
    fits: ['1', 'Infinity', ...PLAIN, 'function', 'class'],
    apart: NUMBERS,
  },
} as const satisfies Record<string, Kind>;
