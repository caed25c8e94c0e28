const boundary = 'src/flow/boundary.ts';
const chunkWork = 'src/work/chunk-work.ts';
const call = 'src/work/retry/retried-call.ts';
const trial = 'src/work/chunk-trial.ts';
const answer = 'src/work/answer.ts';
const readAnswer = 'src/work/read-answer.ts';
const boundaries = 'spec/flow/boundary.spec.ts';
const operator = 'spec/work/process-chunks.spec.ts';
const flows = 'spec/work/process-chunks.flow.spec.ts';
const inputs = 'spec/work/process-chunks.input.spec.ts';
const work = 'spec/work/chunk-work.spec.ts';
const isolate = 'spec/work/process-chunks.isolate.spec.ts';
const lanes = 'spec/work/concurrency.spec.ts';

export default [
  // The boundary
  {
    name: 'processChunks: work is started while a store below is full',
    file: boundary,
    find: 'if (blocker === undefined) return true;',
    replace: 'return true;',
    spec: flows,
  },
  {
    name: 'processChunks: a pause below holds work that was accepted',
    file: boundary,
    find: 'this.gate.blockerBelow(HOLDS_WORK)',
    replace: 'this.gate.blockerBelow()',
    spec: flows,
  },
  {
    name: 'processChunks: the error of the source overtakes accepted work',
    file: boundary,
    find: 'this._taken() > 0 ||',
    replace: '',
    spec: operator,
  },
  {
    name: 'processChunks: the gate closes after the arrival that takes the last slot',
    file: boundary,
    find: 'if (this._taken() >= this._slots.limit) gate.close(SLOTS);',
    replace: '',
    spec: boundaries,
  },
  {
    name: 'processChunks: what is kept for order takes no slot',
    file: boundary,
    find: 'return this._lanes.active + this._queue.length + kept;',
    replace: 'return this._lanes.active + this._queue.length + 0 * kept;',
    spec: flows,
  },
  {
    name: 'processChunks: what is kept for order is lost to progress',
    file: boundary,
    find: 'sum += this.itemsOfResult(result);',
    replace: 'sum += 0 * this.itemsOfResult(result);',
    spec: boundaries,
  },
  {
    name: 'processChunks: work is not given up on unsubscribe',
    file: boundary,
    find: 'for (const lane of this._lanes.busy()) lane.cancel(this._brokenBy ?? this.tree.reason);',
    replace: '',
    spec: work,
  },
  {
    name: 'processChunks: the loop is entered again from inside',
    file: boundary,
    find: 'this._again = true;\n      return;',
    replace: '',
    spec: boundaries,
  },
  {
    name: 'processChunks: waiting work does not hear of more lanes',
    file: boundary,
    find: 'this._slots.concurrency = concurrency;\n      this.pump();',
    replace: 'this._slots.concurrency = concurrency;',
    spec: lanes,
  },
  {
    name: 'processChunks: a wake-up of a run that was left is not taken back',
    file: boundary,
    find: 'this._parkedIn?.unpark(this);',
    replace: '',
    spec: boundaries,
  },
  {
    name: 'mapConcurrent: a page is taken whole',
    file: boundary,
    find: 'Math.min(to, from + Math.max(1, this._slots.limit - this._taken()))',
    replace: 'to',
    spec: boundaries,
  },

  // Work on chunks
  {
    name: 'processChunks: a second answer counts as one for the next chunk',
    file: call,
    find: 'if (this.underWay !== attempt) {',
    replace: 'if (this.underWay !== attempt && attempt.aborted) {',
    spec: work,
  },
  {
    name: 'processChunks: the signal of a settled chunk aborts',
    file: call,
    find: 'this.underWay = undefined;',
    replace: '',
    spec: work,
  },
  {
    name: 'processChunks: an answer for a part is measured by the chunk',
    file: trial,
    find: 'readAnswer<R>(answer, this._to - this._from)',
    replace: 'readAnswer<R>(answer, this._subject.items.length)',
    spec: isolate,
  },
  {
    name: 'processChunks: an empty array is a chunk',
    file: chunkWork,
    find: 'else if (chunk.items.length > 0)',
    replace: 'else',
    spec: inputs,
  },
  {
    name: 'processChunks: every array begins at position 0',
    file: 'src/work/plain-arrays.ts',
    find: '(this.#position += items.length)',
    replace: 'this.#position + items.length',
    spec: inputs,
  },
  {
    name: 'processChunks: 2,000 chunks may come unasked',
    file: chunkWork,
    find: 'unasked: 1000,',
    replace: 'unasked: 2000,',
    spec: flows,
  },
  {
    name: 'processChunks: reports are built for nobody',
    file: trial,
    find: 'if (!gate.hasReportListeners) return;',
    replace: '',
    spec: flows,
  },

  // Answers
  {
    name: 'processChunks: an Observable is subscribed for a run that was left',
    file: answer,
    find: 'if (call.aborted) return undefined;',
    replace: '',
    spec: work,
  },
  {
    name: 'processChunks: an Observable that leaves its run goes on',
    file: answer,
    find: 'if (call.aborted) subscription.unsubscribe();',
    replace: '',
    spec: work,
  },
  {
    name: 'processChunks: too many values are an answer',
    file: readAnswer,
    find: 'if (items.length === size) return;',
    replace: 'if (items.length >= size) return;',
    spec: work,
  },
  {
    name: 'settled: an outcome of an unknown status is skipped',
    file: readAnswer,
    find: "if (status === 'rejected' || status === 'skipped') return status;",
    replace: "return status === 'rejected' ? status : 'skipped';",
    spec: 'spec/work/read-answer.spec.ts',
  },

  // Concurrency
  {
    name: 'concurrency: an Observable has four lanes before it says anything',
    file: chunkWork,
    find: 'concurrency: initially(concurrency, 1),',
    replace: 'concurrency: initially(concurrency, 4),',
    spec: lanes,
  },
];
