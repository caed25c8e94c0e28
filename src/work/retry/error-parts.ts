/** How many causes are looked at: more are a mistake, or a circle. */
const DEEPEST = 8;

/** A property of anything, `undefined` where there is none or where asking for it throws. */
export function peek(value: unknown, name: string): unknown {
  if (typeof value !== 'object' && typeof value !== 'function') return undefined;
  try {
    return (value as Record<string, unknown> | null)?.[name];
  } catch {
    return undefined;
  }
}

/** The error, its cause and the causes of that; Dexie names them `inner`. */
export function withCauses(error: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  let link = error;
  while (link != null && chain.length < DEEPEST) {
    chain.push(link);
    link = peek(link, 'cause') ?? peek(link, 'inner');
  }
  return chain;
}
