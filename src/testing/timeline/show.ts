import { className, isMatcher, tag, textOf } from './deep-equal.js';

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
    const kind = tag(value);
    const name = className(value);
    if (kind === 'Error') return this.#error(value as Error);
    if (kind === 'Date') return `${name}(${JSON.stringify(value) ?? ''})`;
    if (kind === 'URL' || kind === 'RegExp') return `${name}(${textOf(value)})`;
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
    return this.#list(Array.from(items as ArrayLike<unknown>), (item) => this.print(item));
  }

  #members(value: object): string[] {
    if (tag(value) === 'Set') return this.#each(value as Set<unknown>);
    if (tag(value) !== 'Map') return [];
    return this.#list(
      [...(value as Map<unknown, unknown>)],
      ([key, item]) => `${this.print(key)} => ${this.print(item)}`,
    );
  }

  #properties(value: object): string[] {
    const properties = value as Record<PropertyKey, unknown>;
    const keys = Reflect.ownKeys(value).filter((key) =>
      Object.prototype.propertyIsEnumerable.call(value, key),
    );
    return this.#list(keys, (key) => `${nameOf(key)}: ${this.print(properties[key])}`);
  }

  #list<T>(parts: readonly T[], print: (part: T) => string): string[] {
    const printed: string[] = [];
    for (const part of parts) {
      if (this.#left <= 0) return [...printed, '…'];
      printed.push(print(part));
    }
    return printed;
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
