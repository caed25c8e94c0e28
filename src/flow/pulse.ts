/** How the work of a pipeline goes, for whoever watches over it; it costs who works next to nothing. */
export class Pulse {
  /** The time, set by whoever watches: a clock of its own would cost more than many an item. */
  now = 0;
  /** How many inputs have settled. */
  settled = 0;
  #watchers: Set<() => void> | undefined;

  /** Calls whoever watches when a stage that was idle begins work. */
  watch(watcher: () => void): () => void {
    const watchers = (this.#watchers ??= new Set());
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  }

  began(): void {
    if (this.#watchers !== undefined) for (const tell of this.#watchers) tell();
  }
}
