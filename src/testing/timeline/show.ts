import { className, isMatcher, textOf } from './deep-equal.js';

/** Enough for a chunk, and an end to values that lead to half the program. */
const LONGEST = 10_000;

/** A value on one line, as one would write it in code; beyond 10,000 characters its rest is left out. */
export function show(value: unknown): string {
  return new Printer().print(value);
}

class Printer {
  #left = LONGEST;
  readonly #open: object[] = [];

  print(value: unknown): string {
    if (this.#left <= 0) return '…';
    const text = typeof value === 'object' && value !== null ? '' : plain(value);
    this.#left -= text.length + 2;
    if (typeof value !== 'object' || value === null) return text;
    if (this.#open.includes(value)) return '[circular]';
    this.#open.push(value);
    const printed = this.#object(value);
    this.#open.pop();
    return printed;
  }

  #object(value: object): string {
    if (isMatcher(value)) return matcher(value, (inner) => this.print(inner));
    if (value instanceof Error) return this.#error(value);
    if (value instanceof Date) return `Date(${Number.isNaN(+value) ? NaN : value.toISOString()})`;
    const name = className(value);
    if (name === 'URL' || name === 'RegExp') return `${name}(${textOf(value)})`;
    if (isList(value)) {
      const items = `[${this.#each(value).join(', ')}]`;
      return name === 'Array' ? items : `${name} ${items}`;
    }
    const content = braced([...this.#members(value), ...this.#properties(value)]);
    return name === 'Object' ? content : `${name} ${content}`;
  }

  #error(error: Error): string {
    const text = `${error.name}(${JSON.stringify(error.message)})`;
    const properties = this.#properties(error);
    if (error.cause !== undefined) properties.push(`cause: ${this.print(error.cause)}`);
    return properties.length === 0 ? text : `${text} ${braced(properties)}`;
  }

  #each(items: ArrayLike<unknown> | Iterable<unknown>): string[] {
    return Array.from(items as ArrayLike<unknown>, (each) => this.print(each));
  }

  #members(value: object): string[] {
    if (value instanceof Set) return this.#each(value);
    if (!(value instanceof Map)) return [];
    return [...value].map(([key, each]) => `${this.print(key)} => ${this.print(each)}`);
  }

  #properties(value: object): string[] {
    const properties = value as Record<PropertyKey, unknown>;
    return Reflect.ownKeys(value)
      .filter((key) => Object.prototype.propertyIsEnumerable.call(value, key))
      .map((key) => `${nameOf(key)}: ${this.print(properties[key])}`);
  }
}

function plain(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'bigint':
      return `${value}n`;
    case 'function':
      return `[function ${value.name}]`;
    default:
      return Object.is(value, -0) ? '-0' : String(value);
  }
}

function braced(parts: readonly string[]): string {
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

function nameOf(key: string | symbol): string {
  if (typeof key === 'symbol') return `[${String(key)}]`;
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? key : JSON.stringify(key);
}

function isList(value: object): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value);
}

/** In the words of its framework. */
function matcher(value: object, print: (value: unknown) => string): string {
  const own = value as {
    jasmineToString?: (print: (value: unknown) => string) => string;
    toAsymmetricMatcher?: () => string;
  };
  return own.jasmineToString?.(print) ?? own.toAsymmetricMatcher?.() ?? textOf(value);
}
