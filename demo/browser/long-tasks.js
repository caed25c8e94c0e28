// @ts-check

/** Tasks of over 50 ms, which a user feels as a delay, from its making on. */
export class LongTasks {
  count = 0;
  /** In ms. */
  longest = 0;
  isMeasured = PerformanceObserver.supportedEntryTypes.includes('longtask');
  #observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      this.count += 1;
      this.longest = Math.max(this.longest, duration);
    }
  });

  constructor() {
    if (this.isMeasured) this.#observer.observe({ type: 'longtask' });
  }

  stop() {
    this.#observer.disconnect();
  }
}
