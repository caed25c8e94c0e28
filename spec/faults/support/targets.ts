import type { StoredOutcome } from '../../../src/store/result-store.js';
import { chanceAt } from '../../support/fuzz/random.js';
import type { StoreName } from './stores.js';

/** How a run tells its items apart. */
export const IDENTITIES = ['position', 'outcomes', 'key'] as const;

/** What a process that is to be killed does. */
export interface KillTask {
  readonly dir: string;
  readonly seed: number;
  /** Counts the processes of a run, from 0. */
  readonly attempt: number;
  readonly count: number;
  readonly size: number;
  readonly input: 'file' | 'generator';
  readonly identity: (typeof IDENTITIES)[number];
  readonly store: StoreName;
  readonly durability: 'process' | 'power';
  /** Works again on what failed before. */
  readonly retryFailed?: boolean;
  /** Others fail in each attempt, and outcomes tell of which one they are. */
  readonly healing?: boolean;
  /** Dies by itself at the append of that number: before it writes, or when that has been acknowledged. */
  readonly hook?: { readonly at: number; readonly when: 'result' | 'commit' };
  /** User code ends the process at that call of work, or throws where nobody catches it. */
  readonly crash?: { readonly at: number; readonly how: 'exit' | 'throw' } | undefined;
}

export const RUN_ID = 'run';
export const LANES = 8;

export interface Target {
  readonly id: number;
  readonly text: string;
}

/** 200 bytes of JSON. */
export function targetOf(id: number): Target {
  const text = `target ${id} `;
  return { id, text: text.padEnd(182 - String(id).length, `${(id * 7919) % 1000}.`) };
}

export const failsOf = (id: number) => id % 97 === 13;
export const failsIn = (id: number, attempt: number) => chanceAt(id, attempt) < 0.3;

/** What becomes of a target. */
export function valueOf({ id, text }: Target) {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum = (sum * 31 + text.charCodeAt(i)) % 1_000_003;
  return { id, sum };
}

export const keyOf = ({ id }: Target) => `target-${id}`;

/** The target that a stored outcome is about. */
export function idOf({ key, position }: StoredOutcome): number {
  return key === undefined ? position : Number(key.slice('target-'.length));
}

/** What is wrong with a stored outcome. */
export function problemOf(outcome: StoredOutcome): string | undefined {
  const id = idOf(outcome);
  const expected = failsOf(id) ? `no. ${id}` : valueOf(targetOf(id));
  const found =
    outcome.status === 'fulfilled'
      ? outcome.value
      : (outcome.reason as { message: string }).message;
  if (JSON.stringify(found) === JSON.stringify(expected)) return undefined;
  return `${JSON.stringify(found)} for ${id}`;
}
