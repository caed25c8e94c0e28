const folder = 'src/work/retry';
const specs = 'spec/work/retry';

const of = (part, faults) =>
  faults.map(([name, find, replace]) => ({
    name: `${part}: ${name}`,
    file: `${folder}/${part}.ts`,
    find,
    replace,
    spec: `${specs}/${part}.spec.ts`,
  }));

export default [
  ...of('error-parts', [
    [
      'asking may throw',
      'try {\n    return (value',
      'if (true) return (value as Record<string, unknown> | null)?.[name];\n  try {\n    return (value',
    ],
    ['causes go round for ever', 'chain.length < DEEPEST', 'chain.length < DEEPEST * 99'],
    ['inner errors are not looked at', " ?? peek(link, 'inner')", ''],
    ['properties of functions are not read', " && typeof value !== 'function'", ''],
  ]),
  ...of('retry-after', [
    ['seconds are milliseconds', 'Number(text) * 1000', 'Number(text)'],
    ['a date that is past is a time below 0', 'Math.max(0, date - now)', 'date - now'],
    ['a date counts from 1970', 'date - now)', 'date)'],
    ['anything is a date', 'HTTP_DATE.test(text)', 'true'],
    ['capitals matter', "key.toLowerCase() === 'retry-after'", "key === 'retry-after'"],
    ['a list is not read', 'Array.isArray(value) ? (value as unknown[])[0] : value', 'value'],
    ['causes are not looked at', 'of withCauses(error)', 'of [error]'],
    [
      'the response is not looked at',
      "peek(peek(link, 'response'), 'headers')",
      "peek(link, 'headers')",
    ],
    ['longer than a timer', 'Math.min(asked, LONGEST)', 'asked'],
    ['a number below 0 counts', "typeof own === 'number' && own >= 0", "typeof own === 'number'"],
    [
      'headers may throw',
      'try {\n    if (typeof (headers',
      'const first = Object.keys(headers);\n  try {\n    if (first.length < 0) return;\n    if (typeof (headers',
    ],
  ]),
  ...of('classify-error', [
    ['nothing is fatal', "if (code === 'ERR_FATAL') return 'fatal';", ''],
    ['answers that do not fit are retried', "  'ERR_WORK_RESULT',\n", ''],
    ['a wrong value of an option is retried', "  'ERR_OUT_OF_RANGE',\n", ''],
    ['too many requests is for ever', 'new Set([408, 425, 429])', 'new Set([408, 425])'],
    ['too early is for ever', 'new Set([408, 425, 429])', 'new Set([408, 429])'],
    ['400 is retried', 'status >= 400 &&', 'status > 400 &&'],
    ['500 is tolerable', 'status < 500 &&', 'status <= 500 &&'],
    [
      'a cause is believed first',
      "if (status !== undefined) return isLasting(status) ? 'tolerable' : 'retryable';",
      "if (status !== undefined && isLasting(status)) return 'tolerable';",
    ],
    ['the status of a response is not read', "    peek(peek(error, 'response'), 'status'),\n", ''],
    ['any number is a status', 'status >= 100 && status < 600', 'status > 0'],
    ['413 is not too large', 'statusOf(link) === 413 ||', ''],
    ['a full quota is not too large', " || peek(link, 'name') === 'QuotaExceededError'", ''],
    ['504 speaks of the items', 'new Set([429, 502, 503, 504])', 'new Set([429, 502, 503])'],
    [
      'a status does not decide',
      'if (status !== undefined) return UNAVAILABLE.has(status);',
      'if (status !== undefined && UNAVAILABLE.has(status)) return true;\n    if (status !== undefined && status > 500) return true;',
    ],
    ['connections that are refused are not known', "code.startsWith('ECONN') || ", ''],
    ['a message that speaks of it', '/^(fetch failed', '/(fetch failed'],
  ]),
  ...of('retry-budget', [
    ['one more than there are', 'this.#retries + 1 >', 'this.#retries >'],
    ['none to begin with', 'const FLOOR = 10;', 'const FLOOR = 0;'],
    ['calls do not count', 'this.#calls++;', ''],
    ['retries do not count', 'this.#retries++;', ''],
    ['spent for ever', 'this.wasSpent = false;\n    return', 'return'],
  ]),
  ...of('backoff', [
    ['the first wait is longer', 'retryCount - 1', 'retryCount'],
    ['no bound', 'Math.min(max, initial * growth)', 'initial * growth'],
    ['0 times Infinity', ', Number.MAX_VALUE)', ', Infinity)'],
    ['no jitter unless asked', "read.jitter === 'none'", "read.jitter !== 'full'"],
    ['what the error asks for is not heard', ' ?? 0), timers', ' * 0 || 0), timers'],
    [
      'its bound wins over what the error asks for',
      'Math.max(wait, retryAfterOf(error, timers.now()) ?? 0)',
      'Math.min(read.max ?? 30_000, Math.max(wait, retryAfterOf(error, timers.now()) ?? 0))',
    ],
    ['what the error asks for counts from another time', 'timers.now()', 'Date.now()'],
    ['its own random numbers are not asked', 'read.random ?? Math.random', 'Math.random'],
    ['the scheduler is not asked', '?? 0), timers)', '?? 0))'],
  ]),
  ...of('retry-options', [
    ['a number is no count', '{ count: value }', '{}'],
    ['one retry unless told', 'read.count ?? 3', 'read.count ?? 1'],
    ['no Infinity', 'integer(0, undefined, true)', 'integer(0)'],
    ['names without a path', "rules, 'retry')", 'rules)'],
    ['the default waits by another clock', 'backoff({ scheduler })', 'backoff()'],
    ['a wait in ms by another clock', 'timer(delay, scheduler)', 'timer(delay)'],
    ['an infinite budget', 'value >= 0 && value < Infinity', 'value >= 0'],
    ['a budget that takes away', 'value >= 0 && value < Infinity', 'value < Infinity'],
    ['classify is not asked', 'read.classify ?? classifyError', 'classifyError'],
  ]),
];
