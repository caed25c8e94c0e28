import type { PullSource, SourceContext } from '../../src/flow/pull-source.js';

/** An endless source (0, 1, 2, …) that counts what is done to it. */
export class Probe {
  pulls = 0;
  /** How often it was given back: `return()` or `close()`. */
  closed = 0;
  /** What was done to it, in order. */
  readonly log: string[] = [];
  /** Runs inside of each pull, as the source's own code. */
  inPull: (item: number) => void = () => undefined;
  /** Runs while it is being closed. */
  onClose: () => void = () => undefined;

  pull(): number {
    this.log.push('pull');
    const item = this.pulls++;
    this.inPull(item);
    return item;
  }

  close(): void {
    this.log.push('close');
    this.closed++;
    this.onClose();
  }

  watch({ signal }: SourceContext): void {
    signal.addEventListener('abort', () => this.log.push('abort'));
  }
}

type Factory = (
  context: SourceContext,
) => Iterable<number> | AsyncIterable<number> | PullSource<number>;

/** The kinds of endless source, each as the factory of one that a probe watches. */
export const probedSources: Record<string, (probe: Probe) => Factory> = {
  iterator: (probe) => (context) => {
    probe.watch(context);
    return {
      [Symbol.iterator]: () => ({
        next: () => ({ done: false, value: probe.pull() }),
        return: () => {
          probe.close();
          return { done: true, value: undefined };
        },
      }),
    };
  },
  'async iterator': (probe) => (context) => {
    probe.watch(context);
    return {
      [Symbol.asyncIterator]: () => ({
        next: () => {
          const value = probe.pull();
          return Promise.resolve({ done: false, value });
        },
        return: () => {
          probe.close();
          return Promise.resolve({ done: true, value: undefined });
        },
      }),
    };
  },
  generator: (probe) =>
    function* (context) {
      probe.watch(context);
      try {
        for (;;) yield probe.pull();
      } finally {
        probe.close();
      }
    },
  'async generator': (probe) =>
    async function* (context) {
      probe.watch(context);
      try {
        for (;;) yield probe.pull();
      } finally {
        probe.close();
      }
    },
  'pull source': (probe) => (context) => {
    probe.watch(context);
    return { pull: () => [probe.pull()], close: () => probe.close() };
  },
  'asynchronous pull source': (probe) => (context) => {
    probe.watch(context);
    return {
      pull: () => {
        const item = probe.pull();
        return Promise.resolve([item]);
      },
      close: () => probe.close(),
    };
  },
};
