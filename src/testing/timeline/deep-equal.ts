/** A matcher of Jasmine, Vitest or Jest in the place of a value: `expect.any(Number)`. */
interface AsymmetricMatcher {
  asymmetricMatch(actual: unknown, comparing?: typeof COMPARING): boolean;
  /** Only those of Jasmine have it. */
  readonly jasmineToString?: unknown;
}

/** What matchers of Jasmine compare with; the others bring their own, and mean something else by it. */
const COMPARING = {
  equals: deepEqual,
  contains: (members: Iterable<unknown>, expected: unknown) =>
    [...members].some((member) => deepEqual(member, expected)),
};

/** Pairs that are being compared further out: to come back to one of them is to go round in a circle. */
type Pairs = (readonly [unknown, unknown])[];

/**
 * Whether two values look the same: the same classes by name, the same own enumerable properties, and
 * what Maps, Sets, Dates, errors, URLs, bytes and the like hold. NaN is NaN, 0 is not -0, a property
 * that is undefined is not one that is missing. Maps and Sets have no order. What cannot be looked
 * into (a promise, a function) is only equal to itself.
 */
export function deepEqual(actual: unknown, expected: unknown): boolean {
  return same(actual, expected, []);
}

/** A matcher that stands for a value. */
export function isMatcher(value: unknown): value is AsymmetricMatcher {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<AsymmetricMatcher>).asymmetricMatch === 'function'
  );
}

/** What kind of object it is, also if it is one of another realm: in Jest, a test has its own Error. */
export function tag(value: object): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

/** The name of a value's class; `Object` for what has none. */
export function className(value: object): string {
  const maker = (value as { constructor?: unknown }).constructor;
  return typeof maker === 'function' && maker.name !== '' ? maker.name : 'Object';
}

function same(a: unknown, b: unknown, pairs: Pairs): boolean {
  if (Object.is(a, b)) return true;
  if (isMatcher(b)) return matches(b, a);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (tag(a) !== tag(b) || className(a) !== className(b)) return false;
  if (pairs.some(([left, right]) => left === a && right === b)) return true;
  pairs.push([a, b]);
  const equal = sameContent(a, b, pairs) && sameProperties(a, b, pairs);
  pairs.pop();
  return equal;
}

function matches(matcher: AsymmetricMatcher, actual: unknown): boolean {
  return matcher.jasmineToString === undefined
    ? matcher.asymmetricMatch(actual)
    : matcher.asymmetricMatch(actual, COMPARING);
}

type Comparison = (a: object, b: object, pairs: Pairs) => boolean;

const byText: Comparison = (a, b) => textOf(a) === textOf(b);
const byValue: Comparison = (a, b) => Object.is(a.valueOf(), b.valueOf());
const byMembers: Comparison = (a, b, pairs) =>
  sameMembers([...(a as Set<unknown>)], [...(b as Set<unknown>)], pairs);

/** What does not show in the properties, by the tag of an object. */
const CONTENT: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ['Object', () => true],
  ['Array', (a, b) => (a as unknown[]).length === (b as unknown[]).length],
  ['Error', (a, b, pairs) => HIDDEN.every((name) => sameAt(name, a, b, pairs))],
  ['Map', byMembers],
  ['Set', byMembers],
  ['Date', byValue],
  ['Number', byValue],
  ['String', byValue],
  ['Boolean', byValue],
  ['RegExp', byText],
  ['URL', byText],
]);
const HIDDEN = ['name', 'message', 'cause', 'errors'];

/** The text that an object makes of itself. */
export function textOf(value: object): string {
  const { toString } = value as { toString(): string };
  return toString.call(value);
}

function sameContent(a: object, b: object, pairs: Pairs): boolean {
  const compare = CONTENT.get(tag(a));
  if (compare !== undefined) return compare(a, b, pairs);
  return sameBytes(a, b) ?? Object.keys(a).length > 0;
}

function sameProperties(a: object, b: object, pairs: Pairs): boolean {
  if (ArrayBuffer.isView(a)) return true;
  const [left, right] = [keysOf(a), keysOf(b)];
  return (
    left.length === right.length &&
    left.every((key) => Object.prototype.propertyIsEnumerable.call(b, key)) &&
    left.every((key) => sameAt(key, a, b, pairs))
  );
}

function keysOf(value: object): PropertyKey[] {
  return Reflect.ownKeys(value).filter((key) =>
    Object.prototype.propertyIsEnumerable.call(value, key),
  );
}

function sameAt(key: PropertyKey, a: object, b: object, pairs: Pairs): boolean {
  const [left, right] = [a, b] as Record<PropertyKey, unknown>[];
  return same(left?.[key], right?.[key], pairs);
}

/** In any order; most often it is the same one. */
function sameMembers(a: unknown[], b: unknown[], pairs: Pairs): boolean {
  if (a.length !== b.length) return false;
  const left = new Set(b.keys());
  return a.every((member, at) => {
    const found = [at, ...left].find((place) => left.has(place) && same(member, b[place], pairs));
    return found !== undefined && left.delete(found);
  });
}

/** Undefined where there are no bytes to compare. */
function sameBytes(a: object, b: object): boolean | undefined {
  const [left, right] = [bytesOf(a), bytesOf(b)];
  if (left === undefined || right === undefined) return undefined;
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}

function bytesOf(value: object): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  return tag(value).endsWith('ArrayBuffer') ? new Uint8Array(value as ArrayBuffer) : undefined;
}
