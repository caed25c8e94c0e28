import type { Composer, CST, Document, Pair, Parser, Scalar } from 'yaml';
import { quote } from '../../core/inspect.js';
import { MissingPeerError } from '../../core/missing-peer-error.js';
import { ConfigError, type ConfigPlace } from './config-error.js';

/** A name and its value, and where in the text each begins. */
export interface ConfigEntry {
  readonly name: string;
  readonly nameAt: number;
  /** A string, number, boolean or null. */
  readonly value: unknown;
  readonly valueAt: number;
}

/** Tells line and column of a place in the text. */
export type PlaceOf = (offset: number) => ConfigPlace;

/** What is used of the package. */
interface Yaml {
  readonly Parser: typeof Parser;
  readonly Composer: typeof Composer;
}

/** Nothing of what YAML can do beyond names and values: no tag makes anything, `yes` is a text. */
const OPTIONS = {
  version: '1.2',
  schema: 'core',
  merge: false,
  resolveKnownTags: false,
  // By ourselves, since its way takes quadratic time.
  uniqueKeys: false,
} as const;

/**
 * The entries of a file that holds one map of names to plain values, in YAML, and so in JSON.
 *
 * The shape is looked at before anything is made of it: on what is nested some thousand times, that
 * would end the process. Anchors, aliases and tags are refused, so there is nothing to expand.
 */
export async function configEntries(text: string, place: PlaceOf): Promise<readonly ConfigEntry[]> {
  const { Parser, Composer } = await loadYaml();
  const tokens = [...new Parser().parse(text)];
  new Shape(place).check(tokens);
  const [document] = [...new Composer(OPTIONS).compose(tokens)];
  for (const { message, pos } of [...(document?.errors ?? []), ...(document?.warnings ?? [])]) {
    throw new ConfigError(place(pos[0]), `this is no YAML: ${quote(message)}`);
  }
  return pairsOf(document).map(({ key, value }) => {
    const nameAt = key.range?.[0] ?? 0;
    return {
      name: String(key.value),
      nameAt,
      value: value === null ? null : value.value,
      valueAt: value?.range?.[0] ?? nameAt,
    };
  });
}

/** Loads the parser when the first file is read: who reads none need not have it. */
async function loadYaml(): Promise<Yaml> {
  try {
    return await import('yaml');
  } catch (cause) {
    throw new MissingPeerError('loadConfig', 'yaml', '2', cause);
  }
}

/** After the check of the shape, all of them are scalars. */
function pairsOf(document: Document | undefined) {
  const { items } = document?.contents as unknown as { items: Pair<Scalar, Scalar | null>[] };
  return items;
}

/** Refuses all but one map of names to plain values, by the tokens of the file. */
class Shape {
  readonly #place: PlaceOf;

  constructor(place: PlaceOf) {
    this.#place = place;
  }

  check(tokens: readonly CST.Token[]): void {
    const [document, second] = tokens.filter((token) => token.type === 'document');
    if (second !== undefined) throw this.#error(second.offset, 'there is a second document');
    if (document?.value === undefined) throw this.#error(0, 'there are no options in it');
    this.#checkMarks(document.start);
    const { value } = document;
    const isMap =
      value.type === 'block-map' ||
      (value.type === 'flow-collection' && value.start.type === 'flow-map-start');
    if (!isMap) throw this.#error(value.offset, 'this must be a map of names to values');
    for (const { start, key, sep, value: item } of value.items) {
      this.#checkMarks([...start, ...(sep ?? [])]);
      for (const token of [key, item]) if (token != null) this.#checkPlain(token);
    }
  }

  #checkMarks(marks: readonly CST.SourceToken[]): void {
    for (const { type, offset } of marks) {
      if (type !== 'anchor' && type !== 'tag') continue;
      throw this.#error(offset, `options take no ${type}`);
    }
  }

  #checkPlain({ type, offset }: CST.Token): void {
    if (type === 'alias') throw this.#error(offset, 'options take no alias');
    const isNested = type.startsWith('block-') || type === 'flow-collection';
    if (!isNested || type === 'block-scalar') return;
    throw this.#error(offset, 'options are names and plain values: no lists, no maps in the map');
  }

  #error(offset: number, problem: string): ConfigError {
    return new ConfigError(this.#place(offset), problem);
  }
}
