const feed = 'src/flow/feed/feed.ts';
const left = 'spec/flow/feed/feed.spec.ts';
const slice = 'spec/flow/feed/feed.slice.spec.ts';
const hot = 'spec/flow/feed/hot-feed.spec.ts';
const pages = 'spec/flow/feed/page-feed.spec.ts';
const opened = 'spec/flow/feed/open-feed.spec.ts';
const later = 'spec/flow/feed/async-iterator-feed.spec.ts';
const sooner = 'spec/flow/feed/iterator-feed.spec.ts';
const readable = 'spec/flow/feed/readable-source.node.spec.ts';
const time = 'spec/flow/from-source.time.spec.ts';

export default [
  {
    name: 'fromSource: a parked source is forgotten',
    file: feed,
    find: 'blocker.park(this);',
    replace: '',
    spec: time,
  },
  {
    name: 'fromSource: it pulls on for a subscriber that has left',
    file: feed,
    find: 'if (this.subscriber.closed) return false;',
    replace: '',
    spec: left,
  },
  {
    name: 'fromSource: the signal is not aborted',
    file: feed,
    find: 'this._controller.abort(this._gate?.tree.reason);',
    replace: '',
    spec: left,
  },
  {
    name: 'fromSource: a source is closed while its own code runs',
    file: feed,
    find: 'if (this.pulling) this._closeLater = true;',
    replace: 'if (false as boolean) this._closeLater = true;',
    spec: left,
  },
  {
    name: 'fromSource: a source is closed twice',
    file: feed,
    find: 'if (this._givenBack) return;',
    replace: '',
    spec: pages,
  },
  {
    name: 'fromSource: closing that fails is not told',
    file: feed,
    find: "this.announce({ type: 'closeFailed', reason });",
    replace: 'void reason;',
    spec: 'spec/flow/feed/feed.closing.spec.ts',
  },
  {
    name: 'fromSource: a yield outlives its subscription',
    file: feed,
    find: 'this._cancelYield?.();',
    replace: '',
    spec: 'spec/flow/feed/feed.node.spec.ts',
  },
  {
    name: 'fromSource: the loop is entered again from inside',
    file: feed,
    find: 'if (this._running || this.ended) return;',
    replace: 'if (this.ended) return;',
    spec: hot,
  },
  {
    name: 'fromSource: a slice does not begin anew',
    file: feed,
    find: 'this._slice.restart();',
    replace: '',
    spec: slice,
  },
  {
    name: 'fromSource: virtual time uses slices up',
    file: 'src/core/clock.ts',
    find: 'return isVirtual(scheduler) ? () => 0 : monotonic;',
    replace: 'return clockOf(scheduler);',
    spec: time,
  },
  {
    name: 'fromSource: it warns at each subscription',
    file: 'src/flow/from-source.ts',
    find: 'said = true;',
    replace: '',
    spec: 'spec/flow/from-source.spec.ts',
  },
  {
    name: 'fromSource: an iterator is asked again after its end',
    file: 'src/flow/feed/iterator-feed.ts',
    find: 'if (result.done) {',
    replace: 'if (false as boolean) {',
    spec: sooner,
  },
  {
    name: 'fromSource: an answer is emitted while the gate is closed',
    file: 'src/flow/feed/async-iterator-feed.ts',
    find: 'if (!this.mayEmit()) return;',
    replace: '',
    spec: later,
  },
  {
    name: 'fromSource: a pull source that has ended is not closed',
    file: 'src/flow/feed/page-feed.ts',
    find: 'this.giveBack();\n    super.complete();',
    replace: 'super.complete();',
    spec: pages,
  },
  {
    name: 'fromSource: an iterator is read twice',
    file: 'src/flow/feed/open-feed.ts',
    find: 'consumed.add(source);',
    replace: '',
    spec: opened,
  },
  {
    name: 'fromSource: a second reader of a stream is told of its lock',
    file: 'src/flow/feed/open-feed.ts',
    find: ' && !consumed.has(source)',
    replace: '',
    spec: opened,
  },
  {
    name: 'fromSource: a hot source is buffered by one too many',
    file: 'src/flow/feed/hot-feed.ts',
    find: 'this._queue.length >= this._buffer',
    replace: 'this._queue.length > this._buffer',
    spec: hot,
  },
  {
    name: 'fromSource: dropNewest drops the oldest',
    file: 'src/flow/feed/hot-feed.ts',
    find: "if (this._overflow === 'dropNewest') return false;",
    replace: '',
    spec: hot,
  },
  {
    name: 'fromSource: a hot source is paused by the time slice',
    file: 'src/flow/feed/hot-feed.ts',
    find: 'this._queue.length > 1 ? this.mayPull() : this.mayEmit()',
    replace: 'this.mayPull()',
    spec: slice,
  },
  {
    name: 'fromSource: a stream fails while nobody listens',
    file: 'src/flow/feed/readable-source.ts',
    find: 'failure ??= { reason };',
    replace: '',
    spec: readable,
  },
  {
    name: 'fromSource: a stream that was destroyed has ended',
    file: 'src/flow/feed/readable-source.ts',
    find: 'if (readable.readableEnded) answer(null);',
    replace: 'if (!readable.errored) answer(null);',
    spec: readable,
  },
  {
    name: 'fromSource: a pause by hand is not seen in progress',
    file: 'src/flow/from-source.ts',
    find: 'stages.add(pause);',
    replace: '',
    spec: 'spec/progress/watch.spec.ts',
  },
  {
    name: 'fromSource: a pause by hand is seen when its source has been left',
    file: 'src/flow/from-source.ts',
    find: 'subscriber.add(() => stages.delete(pause));',
    replace: '',
    spec: 'spec/progress/watch.spec.ts',
  },
];
