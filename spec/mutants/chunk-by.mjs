const chunker = 'src/chunk/chunker.ts';
const limits = 'spec/chunk/chunk-by.limits.spec.ts';
const waits = 'spec/chunk/chunk-by.wait.spec.ts';
const main = 'spec/chunk/chunk-by.spec.ts';
const any = 'spec/chunk/chunk-by.property.spec.ts';
const starting = 'spec/chunk/chunk-by.starting.spec.ts';

export default [
  {
    name: 'chunkBy: the chunk closes one item late',
    file: chunker,
    find: 'if (items.length >= this._maxSize) this._cut(',
    replace: 'if (items.length > this._maxSize) this._cut(',
    spec: main,
  },
  {
    name: 'chunkBy: exactly maxWeight does not fit',
    file: chunker,
    find: 'if (this._weight + weight > maxWeight) closedBy',
    replace: 'if (this._weight + weight >= maxWeight) closedBy',
    spec: limits,
  },
  {
    name: 'chunkBy: a chunk that weighs maxWeight stays open',
    file: chunker,
    find: 'else if (length > 0 && this._weight >= this._limits.maxWeight) this._cut(',
    replace: 'else if (length > 0 && this._weight > this._limits.maxWeight) this._cut(',
    spec: limits,
  },
  {
    name: 'chunkBy: NaN is a weight',
    file: 'src/chunk/readable.ts',
    find: "typeof weight === 'number' && weight >= 0",
    replace: "typeof weight === 'number' && !(weight < 0)",
    spec: limits,
  },
  {
    name: 'chunkBy: an empty chunk is emitted',
    file: chunker,
    find: 'if (items.length === 0) return undefined;',
    replace: '',
    spec: main,
  },
  {
    name: 'chunkBy: the open chunk is dropped on a source error',
    file: chunker,
    find: "this._cut('error');",
    replace: '',
    spec: main,
  },
  {
    name: 'chunkBy: the chunk goes out before the item that closed it opens the next one',
    file: chunker,
    find: 'if (this._items.push(item) === 1) this._open();\n    if (closed !== undefined) this._below.next(closed);',
    replace:
      'if (closed !== undefined) this._below.next(closed);\n    if (this._items.push(item) === 1) this._open();',
    spec: limits,
  },
  {
    name: 'chunkBy: a re-entrant item joins a full chunk',
    file: chunker,
    find: 'maybe full.\n    this._cutIfFull();',
    replace: 'maybe full.',
    spec: limits,
  },
  {
    name: 'chunkBy: a chunk is opened after weight has unsubscribed',
    file: chunker,
    find: 'if (this._below.closed) return;',
    replace: '',
    spec: limits,
  },
  {
    name: 'chunkBy: the weights of two chunks add up',
    file: chunker,
    find: 'this._items = [];\n    this._weight = 0;',
    replace: 'this._items = [];',
    spec: limits,
  },
  {
    name: 'chunkBy: the timer of a chunk that was closed otherwise goes on',
    file: chunker,
    find: 'private _close(closedBy: ClosedBy): Chunk<T> | undefined {\n    this._deadline?.clear();',
    replace: 'private _close(closedBy: ClosedBy): Chunk<T> | undefined {',
    spec: waits,
  },
  {
    name: 'chunkBy: the timer outlives the subscription',
    file: chunker,
    find: 'private _dispose(): void {\n    this._deadline?.clear();',
    replace: 'private _dispose(): void {',
    spec: waits,
  },
  {
    name: 'chunkBy: the cut does not wait for the gate',
    file: 'src/chunk/deadline.ts',
    find: 'if (closed === undefined) {',
    replace: 'if (closed === undefined || closed.mask > 0) {',
    spec: waits,
  },
  {
    name: 'chunkBy: the cut waits in line with the source',
    file: 'src/chunk/deadline.ts',
    find: 'closed.parkFirst(this);',
    replace: 'closed.park(this);',
    spec: waits,
  },
  {
    name: 'chunkBy: a cut that waits in a gate is not taken back',
    file: 'src/chunk/deadline.ts',
    find: 'this.#parkedIn?.unpark(this);',
    replace: '',
    spec: waits,
  },
  {
    name: 'chunkBy: a slice is one item short',
    file: chunker,
    find: 'page.slice(start, end)',
    replace: 'page.slice(start + 1, end)',
    spec: any,
  },
  {
    name: 'chunkBy: a slice takes more than the open chunk has room for',
    file: chunker,
    find: 'start + this._maxSize - open',
    replace: 'start + this._maxSize',
    spec: any,
  },
  {
    name: 'chunkBy: flush is subscribed after the source',
    file: 'src/chunk/chunk-by.ts',
    find: 'if (options.flush !== undefined) chunker.cutOn(options.flush, inlet);\n    if (!inlet.closed) inlet.connect(source);',
    replace:
      'if (!inlet.closed) inlet.connect(source);\n    if (options.flush !== undefined) chunker.cutOn(options.flush, inlet);',
    spec: main,
  },
  {
    name: 'chunkBy: positions carried by outcomes are counted anew',
    file: 'src/chunk/positions.ts',
    find: 'return carriedBy(items);',
    replace: '',
    spec: 'spec/chunk/chunk-by.positions.spec.ts',
  },
  {
    name: 'chunkBy: what comes during the hand-over overtakes what has waited for the store',
    file: 'src/flow/until-started.ts',
    find: 'while (this.#arrivals.length > 0) this.#arrivals.shift()?.();\n    this.#inlet.receiver = this.#receiver;',
    replace:
      'this.#inlet.receiver = this.#receiver;\n    while (this.#arrivals.length > 0) this.#arrivals.shift()?.();',
    spec: starting,
  },
  {
    name: 'chunkBy: the first store to open lets go of what waits for the second',
    file: 'src/flow/until-started.ts',
    find: 'if (starting !== undefined) {',
    replace: 'if (starting === undefined && this.#arrivals.length < 0) {',
    spec: starting,
  },
];
