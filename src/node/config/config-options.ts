import { nearest } from '../../core/option-error.js';
import { quote } from '../../core/inspect.js';
import {
  boolean,
  checkValue,
  duration,
  integer,
  oneOf,
  type OptionRule,
} from '../../core/options.js';
import { runRules } from '../../run/batch-options.js';
import type { ConfigEntry, PlaceOf } from './config-entries.js';
import { ConfigError } from './config-error.js';

const IN_CODE = [
  ...['store', 'whenFull', 'retention', 'key', 'signal', 'rateLimit'],
  ...['targets', 'process', 'processChunks'],
];

/** The options that can stand in a file. */
const RULES: Readonly<Record<string, OptionRule>> = {
  ...Object.fromEntries(Object.entries(runRules).filter(([name]) => !IN_CODE.includes(name))),
  strategy: oneOf('fixed'),
  // What `openStore` is given of it.
  resultFormat: oneOf('json', 'binary'),
  compressionEnabled: boolean,
  // Of what may have options of its own, the number.
  retry: integer(0, undefined, true),
  timeout: duration(1),
  tolerate: integer(0, Number.MAX_SAFE_INTEGER, true),
};

/** Options of the specification that do nothing yet. */
const NOT_YET = ['maxMemoryMb', 'enableMemoryMonitoring'];

/** The options that the entries of a file give. */
export function configOptions(
  entries: readonly ConfigEntry[],
  place: PlaceOf,
): Readonly<Record<string, unknown>> {
  const options = new Map<string, unknown>();
  for (const { name, nameAt, value, valueAt } of entries) {
    const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
    if (rule === undefined) throw new ConfigError(place(nameAt), unknown(name));
    if (options.has(name)) throw new ConfigError(place(nameAt), `"${name}" is given twice`);
    try {
      checkValue('', name, value, rule);
    } catch (error) {
      // Its message begins with the place, which is none here.
      throw new ConfigError(place(valueAt), (error as Error).message.slice(2), error);
    }
    options.set(name, value);
  }
  return Object.freeze(Object.fromEntries(options));
}

function unknown(name: string): string {
  const known = Object.keys(RULES);
  const isMeant = (other: string) => lettersOf(other) === lettersOf(name);
  const problem = `unknown option ${quote(name)}`;
  const same = known.find(isMeant);
  if (same !== undefined) return `${problem}; here it is "${same}"`;
  if (NOT_YET.some(isMeant)) return `${problem}; it is not available in this version`;
  // What the specification switches on is here the store itself.
  if (isMeant('enableResultPersistence'))
    return `${problem}; results persist in the "store", ${CODE}`;
  if (IN_CODE.some(isMeant)) return `${problem}; it is ${CODE}`;
  const near = nearest(name, known);
  return near === undefined
    ? `${problem}; a file can have ${known.join(', ')}`
    : `${problem}; did you mean "${near}"?`;
}

const CODE = 'given in code: { ...config, store }';

/** `chunk_size`, `Chunk-Size` and `chunkSize` have the same. */
function lettersOf(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
}
