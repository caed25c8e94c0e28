const call = 'src/work/retry/retried-call.ts';
const trial = 'src/work/chunk-trial.ts';
const chunkWork = 'src/work/chunk-work.ts';
const outcomeCall = 'src/work/outcome-call.ts';
const itemOutcomes = 'src/work/item-outcomes.ts';
const ofItems = 'src/work/chunk-of-items.ts';
const tolerance = 'src/work/tolerance.ts';
const search = 'src/work/isolate/search.ts';
const identity = 'src/work/identity.ts';
const boundary = 'src/flow/boundary.ts';

const calls = 'spec/work/retry/retried-call.spec.ts';
const retry = 'spec/work/process-chunks.retry.spec.ts';
const isolate = 'spec/work/process-chunks.isolate.spec.ts';
const tolerate = 'spec/work/process-chunks.tolerate.spec.ts';
const timeout = 'spec/work/process-chunks.timeout.spec.ts';
const items = 'spec/work/each-item.retry.spec.ts';
const outcomes = 'spec/work/map-concurrent.retry.spec.ts';
const searches = 'spec/work/isolate/search.spec.ts';
const names = 'spec/work/identity.spec.ts';

const faults = [
  // Calls
  [
    'one retry more than the count',
    call,
    'this._retries >= retry.count',
    'this._retries > retry.count',
    retry,
  ],
  [
    'what is tolerable is tried again',
    call,
    "failure.errorClass !== 'retryable' ||",
    "failure.errorClass === 'fatal' ||",
    retry,
  ],
  [
    'retries take nothing from the budget',
    call,
    'budget?.take() === false',
    'budget?.take() === undefined',
    retry,
  ],
  ['a retry calls from inside of the call before', call, 'if (this._calling) return;', '', retry],
  [
    'retries are not counted anew',
    call,
    'begin(): void {\n    this._retries = 0;',
    'begin(): void {',
    calls,
  ],
  [
    'a wait that is given up at once was a retry',
    call,
    'this._retries++;\n',
    'this._retries++;\n      this.willRetry(failure, attempt);\n',
    retry,
  ],
  [
    'a notifier that fails has the class of the call',
    call,
    'if (!isOver && !this.isLeft) giveUp(this._classify(reason));',
    'giveUp({ ...failure, reason });',
    retry,
  ],
  [
    'a notifier is subscribed for who has left',
    call,
    'if (this.isLeft) return;\n      const waiting',
    'const waiting',
    retry,
  ],
  [
    'a notifier is kept for who has left',
    call,
    'if (this.isLeft) waiting.unsubscribe();',
    '',
    calls,
  ],
  [
    'a notifier finds the gate of the pipeline',
    call,
    'const before = swapAmbient(undefined);',
    'const before = swapAmbient(undefined); swapAmbient(before);',
    calls,
  ],
  [
    'a turn is kept by who has left',
    call,
    'if (this.isLeft) unsubscribe();',
    'if (this.isLeft) isOver = true;',
    calls,
  ],
  [
    'a class that cannot be told is retryable',
    call,
    "return { reason: fatal, errorClass: 'fatal' };",
    "return { reason: fatal, errorClass: 'retryable' };",
    retry,
  ],
  [
    'a second answer is late',
    call,
    'if (attempt.aborted) this.late(attempt);',
    'this.late(attempt);',
    calls,
  ],
  ['late answers are not told', call, 'if (attempt.aborted) this.late(attempt);', '', timeout],
  [
    'a time limit has no reason',
    call,
    'if (this.stop(error)) this._failed',
    'if (this.stop(undefined)) this._failed',
    timeout,
  ],
  [
    'a call whose time is up fails for who has left',
    call,
    'if (this.stop(error)) this._failed(attempt, error, known);',
    'this.stop(error); this.isLeft = false; this._failed(attempt, error, known);',
    timeout,
  ],
  ['a time limit is left when the call ends', call, 'this._timer?.unsubscribe();', '', calls],
  ['an Observable whose time is up goes on', call, 'running?.unsubscribe();', '', timeout],
  ['the signal does not abort', call, 'attempt?.abort(reason);', '', timeout],
  [
    'what is known is tried again',
    call,
    'if (isLast || known !== undefined) {',
    'if (isLast) {',
    timeout,
  ],

  // Chunks
  [
    'work is called for who hears of it and leaves',
    trial,
    'if (this.isLeft) return;\n    if (items.length === 0)',
    'if (items.length === 0)',
    timeout,
  ],
  [
    'work shares its array with the next call',
    trial,
    'const items = this._subject.items.slice(this._from, this._to);',
    'const items = this._search ? this._subject.items.slice(this._from, this._to) : this._subject.items;',
    retry,
  ],
  [
    'the limit of a chunk outlives it',
    trial,
    'this._deadline?.unsubscribe();\n    this._answer',
    'this._answer',
    timeout,
  ],
  [
    'the limit of a chunk outlives the run',
    trial,
    'this._deadline?.unsubscribe();\n    super',
    'super',
    timeout,
  ],
  [
    'an outage is searched for bad items',
    trial,
    'mayBeSearched && !isUnavailable(reason)',
    'mayBeSearched',
    isolate,
  ],
  ['all chunks are searched', trial, 'this._settings.isolate && size > 1', 'size > 1', isolate],
  [
    'what is too large is bad',
    trial,
    'this._goOn(this._searchOn(isTooLarge(reason)))',
    'this._goOn(this._searchOn(isTooLarge(reason) && false))',
    isolate,
  ],
  [
    'parts are numbered by the calls of the chunk',
    trial,
    'this._search?.called(this._from, this._to) ?? this._calls',
    '(this._search?.called(this._from, this._to), this._calls)',
    isolate,
  ],
  [
    'a search is not told',
    trial,
    'this._settings.telling.isolated(',
    '((..._: unknown[]) => undefined)(',
    isolate,
  ],
  [
    'the call whose chunk took too long is not told',
    trial,
    "this._tell(failure, attempt.attempt, 'reject');\n    }",
    '}',
    timeout,
  ],
  [
    'what a wrapped eachItem gave counts for a chunk',
    trial,
    'known?.items.length === this._to - this._from',
    'known !== undefined',
    timeout,
  ],
  [
    'a settled chunk goes on where somebody has left',
    trial,
    'if (!this.isLeft) this._owner.settled(result);',
    'this._owner.settled(result);',
    tolerate,
  ],
  [
    'malformed items are lost in a search',
    trial,
    'lacking?.complete(verdict) ?? verdict',
    'verdict',
    isolate,
  ],
  [
    'a wrong limit that comes later ends nothing',
    chunkWork,
    'this.below.error(error);\n      }',
    '}',
    timeout,
  ],
  ['the error of the run is no reason', boundary, 'this._brokenBy = error;', '', tolerate],

  // The search
  [
    'a part is not counted',
    search,
    'for (let place = from; place < to; place++) this.#add(place, 1);',
    '',
    searches,
  ],
  [
    'values of a part stand at the start',
    search,
    'this.values[from + at] = values[at];',
    'this.values[at] = values[at];',
    searches,
  ],
  ['what is known is open all the same', search, 'this.#open.delete(from + at);', '', searches],
  [
    'attempts of work are not added',
    search,
    'if (attempts !== undefined) this.#add(from + at, (attempts[at] ?? 1) - 1);',
    '',
    searches,
  ],
  [
    'a part that was given up has no outcome',
    search,
    "this.#put(from, allFailed('rejected', reason, to - from));",
    '',
    searches,
  ],

  // Tolerance
  [
    'one failure more is tolerated',
    tolerance,
    'this.#failed > most',
    'this.#failed > most + 1',
    tolerate,
  ],
  [
    'a ratio is judged from the first item on',
    tolerance,
    'this.#done >= FEWEST',
    'this.#done >= 1',
    tolerate,
  ],
  [
    'a ratio that is met is too much',
    tolerance,
    'this.#failed > part * this.#done',
    'this.#failed >= part * this.#done',
    tolerate,
  ],
  [
    'a sink is called for nothing',
    tolerance,
    'deadLetter === undefined || failed.length === 0',
    'deadLetter === undefined',
    tolerate,
  ],
  ['a sink that is left goes on', tolerance, 'this.#running?.unsubscribe();', '', tolerate],
  ['the signal of a sink does not abort', tolerance, 'this.#attempt.abort(reason);', '', tolerate],
  [
    'skipped items are failures',
    chunkWork,
    "if (outcome.status === 'rejected') failed.push(outcome);",
    "if (outcome.status !== 'fulfilled') failed.push(outcome);",
    tolerate,
  ],

  // Items
  ['a fatal item leaves the others alone', ofItems, 'this.#stop(error);', '', items],
  [
    'places are given back before a fatal item is heard of',
    ofItems,
    '// What is fatal is told by a promise, one step later.\n    await Promise.resolve();',
    '',
    items,
  ],
  [
    'items that are moved are named by their place',
    ofItems,
    'this.site?.placeOf(this.items[place], place, this.items.length)',
    'place',
    items,
  ],
  [
    'items under way were never tried',
    ofItems,
    'attempts: attempts.get(place) ?? 0',
    'attempts: 0 * (attempts.get(place) ?? 0)',
    timeout,
  ],
  [
    'attempts of items are not told',
    ofItems,
    'attempts === 1 ? outcome : { ...outcome, attempts }',
    'attempts === 1 ? outcome : { ...outcome }',
    items,
  ],
  [
    'late answers are told of whichever item',
    ofItems,
    'this._chunk.telling?.late(position, attempt);',
    'this._chunk.telling?.late(this._chunk.positionOf(this.place), attempt);',
    items,
  ],
  ['an outcome is copied for who has left', outcomeCall, 'if (this.isLeft) return;', '', outcomes],
  [
    'attempts of outcomes begin where the last ended',
    outcomeCall,
    'this._calls = 0;\n    this.begin();',
    'this.begin();',
    outcomes,
  ],
  [
    'a fatal outcome is one of many',
    outcomeCall,
    'if (isFatal) this._owner.fatal(FatalError.of(reason));\n    else',
    '',
    outcomes,
  ],
  [
    'fulfilled outcomes are not counted',
    itemOutcomes,
    'this._boundary.tolerance?.count(1, []);',
    '',
    outcomes,
  ],

  // Names
  [
    'a run that has left has another name',
    identity,
    'this.#resume = gate.resumeBelow();',
    'this.#resume = undefined; setTimeout(() => gate);',
    names,
  ],
  [
    'keys of a chunk are those of its positions',
    identity,
    'if (keyOf !== undefined) return `${runId}:${digest(items.map(keyOf))}`;',
    '',
    names,
  ],
  ['a name is new for each call', identity, '(this.#run ??=', '(this.#run =', names],

  // Small parts
  [
    'a part knows the positions of the chunk',
    'src/work/chunk-attempt.ts',
    'const at = this._from + place;',
    'const at = place;',
    'spec/work/chunk-attempt.spec.ts',
  ],
  [
    'malformed items shift the positions of others',
    'src/work/chunk-attempt.ts',
    'lacking?.places[at] ?? at',
    'at',
    'spec/work/chunk-attempt.spec.ts',
  ],
  [
    'a number limits the run',
    'src/work/timeouts.ts',
    '{ attempt: value }',
    '{ run: value }',
    'spec/work/timeouts.spec.ts',
  ],
  [
    'the run is timed from its last limit',
    chunkWork,
    'this._runAlarm.set(this.timeouts.run, this._startedAt)',
    'this._runAlarm.set(this.timeouts.run)',
    'spec/work/process-chunks.timeout.spec.ts',
  ],
  [
    'a limit that is taken back ends the run',
    'src/core/alarm.ts',
    'this.#timer?.unsubscribe();',
    '',
    'spec/core/alarm.spec.ts',
  ],
  [
    'the timer of a run outlives it',
    chunkWork,
    'this._runAlarm.clear();',
    '',
    'spec/work/process-chunks.timeout.spec.ts',
  ],
  [
    'a run that is over is timed',
    chunkWork,
    'if (!this.below.closed) this._runAlarm',
    'this._runAlarm',
    'spec/work/process-chunks.timeout.spec.ts',
  ],
  [
    'a sink that leaves its run is not left',
    tolerance,
    'this.#copying = this.#tolerance.copying(failed);\n    if (this.#copying === undefined) {',
    'const copying = this.#tolerance.copying(failed);\n    if (copying !== undefined) {\n      copying.begin(then, this.#fail);\n      this.#copying = copying;\n    } else {',
    'spec/work/tolerance.spec.ts',
  ],
  [
    'what failed too often is handed on',
    tolerance,
    'this.#fail(tooMany);\n      return;',
    'this.#fail(tooMany);',
    'spec/work/tolerance.spec.ts',
  ],
  [
    'a number is the part that is tolerated',
    tolerance,
    '{ max: value }',
    '{ ratio: value }',
    'spec/work/tolerance.spec.ts',
  ],
  [
    'a chunk has two numbers',
    'src/work/telling.ts',
    'id: id || ++chunks',
    'id: ++chunks',
    'spec/work/telling.spec.ts',
  ],
  [
    'a spent budget is told each time',
    'src/work/telling.ts',
    'if (budget.wasSpent) return;',
    '',
    'spec/work/telling.spec.ts',
  ],
  [
    'a turn that is not wanted is kept',
    'src/work/retry/turn-of.ts',
    'forget();',
    '',
    'spec/work/retry/turn-of.spec.ts',
  ],
  [
    'a call is made out of turn',
    'src/work/retry/turn-of.ts',
    'gate.tree.turn(() => {\n    forget = gate.reserve(input, call);\n  });',
    'forget = gate.reserve(input, call);',
    'spec/work/retry/turn-of.spec.ts',
  ],
  [
    'texts of a digest run into each other',
    'src/core/digest.ts',
    '`${each.length}:${each}`',
    'each',
    'spec/core/digest.spec.ts',
  ],
  [
    'a fatal error hides another',
    'src/core/fatal-error.ts',
    'if (reason instanceof FatalError) return reason;',
    '',
    'spec/core/fatal-error.spec.ts',
  ],
  [
    'a ratio is told with all its digits',
    'src/core/too-many-failures-error.ts',
    'toPrecision(12)',
    'toPrecision(17)',
    'spec/core/too-many-failures-error.spec.ts',
  ],
];

export default faults.map(([name, file, find, replace, spec]) => ({
  name: `trials: ${name}`,
  ...{ file, find, replace, spec },
}));
