import { fileURLToPath } from 'node:url';
import { checkValue, type OptionRule } from '../core/options.js';
import type { RunOptions } from '../run/batch-options.js';
import { configEntries } from './config/config-entries.js';
import { configOptions } from './config/config-options.js';
import { configText, placeIn } from './config/config-text.js';

type InCode = 'store' | 'whenFull' | 'retention' | 'key' | 'signal' | 'rateLimit';

/**
 * What can stand in a file: the options of a run that are plain values, strategies by name, and two of the
 * store, which `openStore` is given and no run takes.
 */
export interface BatchConfig extends Omit<
  RunOptions,
  InCode | 'strategy' | 'retry' | 'timeout' | 'tolerate'
> {
  /** @default 'fixed' */
  readonly strategy?: 'fixed' | undefined;
  /** How many. @default 0 */
  readonly retry?: number | undefined;
  /** Of one call of the function, in ms. @default no limit */
  readonly timeout?: number | undefined;
  /** How many targets may fail. @default all */
  readonly tolerate?: number | undefined;
  /** For `openStore`, as its `format`. @default 'json' */
  readonly resultFormat?: 'json' | 'binary' | undefined;
  /** For `openStore`, as its `compression`: `'auto'` where true. @default false */
  readonly compressionEnabled?: boolean | undefined;
}

const fileRule: OptionRule = {
  expected: 'the path of a file, or its URL',
  check: (value) => {
    if (value instanceof URL) return value.protocol === 'file:' ? 'ok' : 'range';
    if (typeof value !== 'string') return 'type';
    return value === '' || value.includes('\0') ? 'range' : 'ok';
  },
};

/**
 * Reads the options of a processor, or of a run, from a file: a map of names to values, in YAML 1.2
 * or JSON.
 *
 * ```yaml
 * chunkSize: 500
 * maxConcurrentChunks: 8
 * mode: streaming
 * ```
 *
 * Names and values are those of `BatchProcessor`. Numbers are plain: no units, no thousands. What is a
 * function or an object (`store`, `whenFull`, `retention`, `key`, `signal`, `rateLimit`, a strategy of your own) is given in
 * code, beside what comes from the file. `resultFormat` and `compressionEnabled` are for the store, which is
 * opened before the run; a run that is given them refuses them. Anchors, aliases and tags of YAML are refused, and so are lists, maps within the map, a second
 * document, a name that is given twice, and a file of more than 64 KiB. Reading makes nothing but strings,
 * numbers and booleans.
 *
 * Needs the package `yaml`, for JSON, too: `npm install yaml@2`.
 *
 * @param file the path of the file, from the folder of the process, or its URL.
 * @returns a frozen object for `new BatchProcessor(config)`, for `process(targets, fn, config)`, or to be
 * spread into either.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`) if `file` is none;
 * ConfigError (`ERR_CONFIG`) with `file`, `line` and `column` for whatever is wrong with the file;
 * MissingPeerError (`ERR_MISSING_PEER`). All of them reject.
 *
 * @example
 * ```ts
 * import { BatchProcessor } from 'sluice';
 * import { loadConfig, openStore } from 'sluice/node';
 *
 * const { resultFormat, compressionEnabled, ...options } = await loadConfig('batch_config.yaml');
 * const store = openStore('.sluice', {
 *   format: resultFormat,
 *   compression: compressionEnabled ? 'auto' : 'none',
 * });
 * const processor = new BatchProcessor({ ...options, store });
 * ```
 */
export async function loadConfig(file: string | URL): Promise<BatchConfig> {
  checkValue('loadConfig', 'file', file, fileRule);
  const path = typeof file === 'string' ? file : fileURLToPath(file);
  const text = await configText(path);
  const place = (offset: number) => placeIn(path, text, offset);
  return configOptions(await configEntries(text, place), place);
}
