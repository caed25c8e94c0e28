import type { ChunkRecord } from '../../../src/store/result-store.js';

/** What becomes of an item; of one that failed, why. */
export type Verdict =
  | { readonly status: 'fulfilled'; readonly value: number }
  | { readonly status: 'rejected'; readonly reason: string };

export const valueOf = (id: number): number => id * 10 + 1;

export function verdictIn({ values, failures }: ChunkRecord, place: number): Verdict {
  const failure = failures.get(place);
  if (failure === undefined) return { status: 'fulfilled', value: values[place] as number };
  return { status: 'rejected', reason: String(failure.reason) };
}

export const show = (verdict: Verdict | undefined): string => JSON.stringify(verdict) ?? 'nothing';

export const isSame = (a: Verdict | undefined, b: Verdict | undefined): boolean =>
  show(a) === show(b);
