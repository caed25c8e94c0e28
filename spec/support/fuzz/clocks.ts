import { chanceAt } from './random.js';

/** When something answers: in the same call, in a microtask, a macrotask, or by a timer. */
export type Clock = 'now' | 'micro' | 'macro' | 'timer';
export const CLOCKS: readonly Clock[] = ['now', 'micro', 'macro', 'timer'];

/** Resolves when the clock says so; undefined means now. */
export function tick(clock: Clock): Promise<void> | undefined {
  switch (clock) {
    case 'now':
      return undefined;
    case 'micro':
      return Promise.resolve();
    case 'macro':
      return new Promise(nextMacrotask);
    case 'timer':
      return new Promise((resolve) => setTimeout(resolve, 0));
  }
}

/** One clock for all places, or one for each. */
export interface Pace {
  readonly clocks: readonly Clock[];
  readonly seed: number;
}

export function clockAt({ clocks, seed }: Pace, ...place: readonly number[]): Clock {
  return clocks[Math.floor(chanceAt(seed, ...place) * clocks.length)] ?? 'now';
}

const queued: (() => void)[] = [];
let channel: MessageChannel | undefined;

function nextMacrotask(callback: () => void): void {
  if (typeof setImmediate === 'function') {
    setImmediate(callback);
    return;
  }
  if (channel === undefined) {
    channel = new MessageChannel();
    channel.port1.onmessage = () => queued.shift()?.();
  }
  queued.push(callback);
  channel.port2.postMessage(undefined);
}
