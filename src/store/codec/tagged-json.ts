import { exactJson, isPlain } from './exact-json.js';
import { taggedOf, valueOf } from './tags.js';

/** Levels of a text, of which a Map takes three. What is in a cycle has more. */
const DEEPEST = 1000;
/** An object that looks like a tag, as it stands in a text. */
const TAG = '{"$';

/**
 * The JSON of a value, and of what JSON has no word for: Date, Map, Set, BigInt, `undefined`, -0, NaN, the
 * infinities, ArrayBuffer and typed arrays are objects with one member that is named by a tag,
 * `{"$date":0}`. An object of the user that looks so stands in one more: `{"$":{"$date":0}}`.
 *
 * Undefined for a value that it could not give back as it is: functions, symbols, instances of classes,
 * cycles, holes in arrays, what throws when it is read.
 */
export function taggedJson(value: unknown): string | undefined {
  const exact = exactJson(value);
  if (exact !== undefined && !exact.includes(TAG)) return exact;
  try {
    return written(value, 0);
  } catch {
    return undefined;
  }
}

function written(value: unknown, depth: number): string {
  if (depth > DEEPEST) throw new RangeError('it is nested too deep');
  if (value === null || isBare(value)) return JSON.stringify(value);
  const tagged = taggedOf(value);
  if (tagged !== undefined) return `{"${tagged[0]}":${contentOf(tagged[1], depth + 1)}}`;
  if (typeof value !== 'object' || !isPlain(value)) throw new TypeError('it cannot be written');
  if (Array.isArray(value)) return listOf(value, depth + 1);
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}:${written(member, depth + 1)}`,
  );
  const text = `{${members.join()}}`;
  return members.length === 1 && text.startsWith(TAG) ? `{"$":${text}}` : text;
}

/** Neither a tag's, nor anything that others are in. */
function isBare(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  return typeof value === 'string' || typeof value === 'boolean';
}

function listOf(items: readonly unknown[], depth: number): string {
  // By index, since a hole is passed over by whatever looks at items.
  const texts = Array.from({ length: items.length }, (_, at) => {
    if (!Object.hasOwn(items, at)) throw new TypeError('it has a hole');
    return written(items[at], depth);
  });
  return `[${texts.join()}]`;
}

/** What stands behind a tag: lists of values, or what JSON has. */
function contentOf(content: unknown, depth: number): string {
  if (!Array.isArray(content)) return JSON.stringify(content);
  return listOf(content, depth);
}

/** Whether a text of JSON can have tags in it; the rest of it is as JSON gives it. */
export function mayHaveTags(text: string): boolean {
  return text.includes('$') || text.includes('\\u0024');
}

/**
 * The value that what JSON gave stands for; changes it in place. Throws for a tag that means nothing or
 * is not followed by what it means.
 */
export function untagged(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEEPEST) throw new SyntaxError('it is nested too deep');
  if (Array.isArray(value)) return untaggedIn(value, depth);
  const names = Object.keys(value);
  const [tag] = names;
  if (names.length !== 1 || tag === undefined || !tag.startsWith('$')) {
    return untaggedIn(value, depth);
  }
  const content = (value as Readonly<Record<string, unknown>>)[tag];
  if (tag === '$') return untaggedIn(escaped(content), depth);
  return valueOf(tag, untagged(content, depth + 1));
}

/** What looked like a tag, and was none. */
function escaped(content: unknown): object {
  if (typeof content === 'object' && content !== null) {
    const names = Object.keys(content);
    if (names.length === 1 && names[0]?.startsWith('$') === true) return content;
  }
  throw new SyntaxError('it escapes what is no tag');
}

function untaggedIn<O extends object>(value: O, depth: number): O {
  const members = value as Record<string, unknown>;
  for (const name of Object.keys(members)) {
    const member = members[name];
    const meant = untagged(member, depth + 1);
    // Its own already: even `__proto__` is a name like any other here.
    if (meant !== member) members[name] = meant;
  }
  return value;
}
