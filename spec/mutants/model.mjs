// Faults in many parts, which the commands of the model have to find by themselves.
const spec = 'spec/faults/model.spec.ts';

export default [
  {
    name: 'model I1: what is stored is worked on again',
    file: 'src/flow/resume.ts',
    find: 'this.#stored = new RangeSet(this.#taken.ranges);',
    replace: 'this.#stored = new RangeSet(done);\n    this.#taken = new RangeSet([]);',
  },
  {
    name: 'model I1: what failed is worked on again, though nobody asked for it',
    file: 'src/store/memory-store.ts',
    find: 'const failed = retryFailed ? this.#failures() : new Map<Identity, Place>();',
    replace: 'const failed = this.#failures();',
  },
  {
    name: 'model I2: an outcome that is replaced stays beside the new one',
    file: 'src/store/memory-store.ts',
    find: 'this.#replaced.set(old.record, places.add(old.place));',
    replace: '',
  },
  {
    name: 'model I3: a lower concurrency counts for later lanes only',
    file: 'src/flow/boundary.ts',
    find: 'if (this._lanes.active >= this._slots.concurrency ||',
    replace: 'if (this._lanes.active > this._slots.concurrency ||',
  },
  {
    name: 'model I4: a boundary asks for one chunk too many',
    file: 'src/flow/slots.ts',
    find: 'this.#limit = concurrency + waiting;',
    replace: 'this.#limit = concurrency + waiting + 3;',
  },
  {
    name: 'model I5: a result is handed on before it is durable',
    file: 'src/store/when-done.ts',
    find: 'if (isThenable(answer)) whenSettled(answer, done, failed);',
    replace: 'if (isThenable(answer)) done(undefined as R);',
  },
  {
    name: 'model I7: the store does not keep the order',
    file: 'src/flow/in-order.ts',
    find: 'if (place === this.#head && !this.#flushing) {',
    replace: 'if (!this.#flushing) {',
  },
  {
    name: 'model I8: a run that is left goes on with what waits',
    file: 'src/work/chunk-of-items.ts',
    find: 'await Promise.resolve();\n    // What is fatal is told by a promise, one step later.\n    await Promise.resolve();',
    replace: '',
  },
  {
    name: 'model I8: the signals of a run that is left do not abort',
    file: 'src/flow/boundary.ts',
    find: 'for (const lane of this._lanes.busy()) lane.cancel(this._brokenBy ?? this.tree.reason);',
    replace: '',
  },
  {
    name: 'model L4: a timer outlives its run',
    file: 'src/progress/watch.ts',
    find: 'this._timer?.unsubscribe();\n      this._gate.dispose();',
    replace: 'this._gate.dispose();',
  },
  {
    name: 'model I9: progress counts what failed as fulfilled',
    file: 'src/progress/progress.ts',
    find: 'fulfilled: counts.fulfilled + items - rejected - skipped - cancelled,',
    replace: 'fulfilled: counts.fulfilled + items,',
  },
  {
    name: 'model I10: a run is given back twice',
    file: 'src/store/held-run.ts',
    find: 'const { writer } = this;\n    this.writer = undefined;',
    replace: 'const { writer } = this;',
  },
  {
    name: 'model I12: two may write a run',
    file: 'src/store/memory-store.ts',
    find: 'if (run.holder !== undefined) throw new RunLockedError(runId, run.holder);\n    const',
    replace: 'const',
  },
  {
    name: 'model I11: a source that fails completes its run',
    file: 'src/flow/boundary.ts',
    find: 'this._sourceIsOver(false, () =>',
    replace: 'this._sourceIsOver(true, () =>',
  },
  {
    name: 'model I11: a mark is stored that lies behind what is not',
    file: 'src/flow/resume.ts',
    find: 'while ((this.#marks[last + 1]?.position ?? Infinity) <= watermark) last++;',
    replace: 'while (last + 1 < this.#marks.length) last++;',
  },
  {
    name: 'model I7: what shares a key does not wait for another',
    file: 'src/flow/keyed-queue.ts',
    find: 'if (entry.behind === 0) this.#ready.push(entry);',
    replace: 'this.#ready.push(entry);',
  },
  {
    name: 'model I6: one call more than there are retries',
    file: 'src/work/retry/retried-call.ts',
    find: 'this._retries >= retry.count',
    replace: 'this._retries > retry.count',
  },
  {
    name: 'model I2: an answer that comes late counts',
    file: 'src/work/retry/retried-call.ts',
    find: 'if (attempt.aborted) this.late(attempt);\n      return;',
    replace: '',
  },
  {
    name: 'model I3: the signal of a call whose time is up does not abort',
    file: 'src/work/retry/retried-call.ts',
    find: 'attempt?.abort(reason);\n    running',
    replace: 'running',
  },
  {
    name: 'model L4: a wait for the next call outlives its run',
    file: 'src/work/retry/retried-call.ts',
    find: 'this._timer?.unsubscribe();\n    this.underWay = undefined;',
    replace: 'this.underWay = undefined;',
  },
  {
    name: 'model: failed items are not copied',
    file: 'src/work/tolerance.ts',
    find: 'if (deadLetter === undefined || failed.length === 0) return undefined;',
    replace: 'if (deadLetter === undefined || failed.length > 0) return undefined;',
  },
  {
    name: 'model I13: a call too many within the window',
    file: 'src/flow/rate/sliding-window.ts',
    find: 'const most = this.#limit - Math',
    replace: 'const most = 1 + this.#limit - Math',
  },
  {
    name: 'model I13: a run has all the time in the world',
    file: 'src/run/run-life.ts',
    find: 'this.#runAlarm.set(ms, this.#startedAt);',
    replace: '',
  },
  {
    name: 'model L4: a timer is left where nobody waits for a turn',
    file: 'src/flow/rate/turns.ts',
    find: 'else if (!this.#wakeTaker) this.#sleep();',
    replace: '',
  },
].map((mutant) => ({ ...mutant, spec }));
