import { inspect } from '../../core/inspect.js';

/** Deeper than anything that is meant; what is in a cycle is deeper. */
const DEEPEST = 500;

/**
 * Whether JSON gives the value back as it is. Members that are named by symbols or are not
 * enumerable, and named members of arrays, are not looked at: no JSON has them.
 *
 * It walks the value instead of following `JSON.stringify` with a replacer, which takes ten times as
 * long, and is written for the plain object of strings and numbers.
 */
export function isExact(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return true;
  // Neither NaN nor infinite, nor -0.
  if (typeof value === 'number') return value - value === 0 && (value !== 0 || 1 / value > 0);
  if (typeof value !== 'object') return typeof value === 'boolean';
  if (value === null) return true;
  return depth < DEEPEST && isPlain(value) && areExact(value, depth + 1);
}

function areExact(value: object, depth: number): boolean {
  if (Array.isArray(value)) {
    // By index: what a hole reads as is undefined, which is not exact.
    for (let i = 0; i < value.length; i++) {
      const item: unknown = value[i];
      if (typeof item !== 'string' && !isExact(item, depth)) return false;
    }
    return true;
  }
  const members = value as Readonly<Record<string, unknown>>;
  for (const name in members) {
    const member = members[name];
    if (typeof member === 'string' || isExact(member, depth)) continue;
    // What somebody has put on Object.prototype is no part of the value.
    if (Object.hasOwn(members, name)) return false;
  }
  return true;
}

/** Object literals, arrays, and what is as plain, also from another realm; nothing with `toJSON`. */
export function isPlain(value: object): boolean {
  if ((value as { readonly toJSON?: unknown }).toJSON !== undefined) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === Array.prototype || prototype === null) {
    return true;
  }
  const above: unknown = Object.getPrototypeOf(prototype);
  // Anybody can make an object with nothing above it; only that of a realm has this.
  if (above === null) return Object.hasOwn(prototype as object, 'isPrototypeOf');
  return Array.isArray(value) && Array.isArray(prototype) && Object.getPrototypeOf(above) === null;
}

/** The JSON of a value that it gives back as it is; undefined for any other, and for what throws. */
export function exactJson(value: unknown): string | undefined {
  try {
    // First, since it finds cycles by itself.
    const text = JSON.stringify(value) as string | undefined;
    return isExact(value) ? text : undefined;
  } catch {
    return undefined;
  }
}

/** What in the value JSON does not give back: `.prices[3] is NaN (number)`. */
export function inexactIn(value: unknown): string {
  let path = '';
  let at: unknown = value;
  try {
    // Finds cycles, and getters that throw.
    JSON.stringify(value);
    for (let depth = 0; depth < DEEPEST; depth++) {
      const inner = inexactMember(at);
      // All that is in it is right: it is too deep for it.
      if (inner === undefined && typeof at === 'object' && at !== null && isPlain(at)) break;
      if (inner === undefined) return `${path === '' ? 'it' : shortened(path)} is ${shown(at)}`;
      path += inner.step;
      at = inner.value;
    }
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : inspect(error);
    return `it cannot be written: ${shortened(message)}`;
  }
  return `it is nested deeper than ${DEEPEST} levels, or in a cycle`;
}

function inexactMember(value: unknown): { step: string; value: unknown } | undefined {
  if (typeof value !== 'object' || value === null || !isPlain(value)) return undefined;
  const indexed = Array.isArray(value);
  const names = indexed ? value.keys() : Object.keys(value);
  for (const name of names) {
    const member = (value as Readonly<Record<PropertyKey, unknown>>)[name];
    if (!isExact(member)) return { step: indexed ? `[${name}]` : `.${name}`, value: member };
  }
  return undefined;
}

function shown(value: unknown): string {
  if (typeof value !== 'object' || value === null) return inspect(value);
  const { constructor } = value;
  const name = typeof constructor === 'function' ? constructor.name : '';
  return name === '' ? inspect(value) : `an instance of ${shortened(name)}`;
}

const shortened = (text: string) => (text.length > 200 ? `${text.slice(0, 200)}…` : text);
