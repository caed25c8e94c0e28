const resume = 'src/flow/resume.ts';
const drain = 'src/flow/drain-when.ts';
const gate = 'src/flow/gate.ts';
const positions = 'src/chunk/positions.ts';
const chunker = 'src/chunk/chunker.ts';
const leaveOut = 'src/chunk/leave-out-done.ts';
const outcomes = 'src/work/item-outcomes.ts';
const arrays = 'src/work/plain-arrays.ts';
const chunkWork = 'src/work/chunk-work.ts';
const commits = 'src/store/commits.ts';
const keys = 'src/store/keys.ts';
const held = 'src/store/held-run.ts';
const leaving = 'src/store/leaving.ts';
const pageFeed = 'src/flow/feed/page-feed.ts';
const ranges = 'src/core/range-set.ts';

const whatIsKnown = 'spec/flow/resume.spec.ts';
const draining = 'spec/flow/drain-when.spec.ts';
const leftOut = 'spec/chunk/leave-out-done.spec.ts';
const resuming = 'spec/store/store-to.resume.spec.ts';
const refusing = 'spec/store/store-to.refused.spec.ts';
const ofKeys = 'spec/store/keys.spec.ts';
const holding = 'spec/store/held-run.spec.ts';
const ofArrays = 'spec/work/plain-arrays.spec.ts';
const crashes = 'spec/faults/resume.spec.ts';

/** Each: what goes wrong, where, by which change, and who notices. */
const faults = [
  // What a store knows
  [
    'a mark counts what is on its way',
    resume,
    'this.#stored.watermarkWith(ranges)',
    'this.#taken.watermarkWith(ranges)',
    whatIsKnown,
  ],
  [
    'a mark leaves out its own record',
    resume,
    'this.#stored.watermarkWith(ranges)',
    'this.#stored.watermark',
    whatIsKnown,
  ],
  ['a result is taken twice', resume, 'if (taken !== undefined) return taken;', '', whatIsKnown],
  [
    'what one store has counts as stored in both',
    resume,
    ' && this.#below?.has(position) !== false',
    '',
    whatIsKnown,
  ],
  [
    'the later of two marks is taken',
    resume,
    'own.position < mark.position ? own : mark',
    'own.position > mark.position ? own : mark',
    whatIsKnown,
  ],
  ['the store below gets no marks', resume, 'this.#below?.reached(mark);', '', whatIsKnown],
  ['a drained source counts as short', resume, ' || this.drained', '', whatIsKnown],
  [
    'a source of keys counts as short',
    resume,
    'this.isDone !== undefined || this.drained',
    'this.drained',
    whatIsKnown,
  ],
  ['places are kept for keys', resume, 'if (this.isDone !== undefined) return;', '', whatIsKnown],
  [
    'the last that asks numbers',
    resume,
    'this.#numberer ??= numberer;',
    'this.#numberer = numberer;',
    whatIsKnown,
  ],
  [
    'the mark that counts is forgotten',
    resume,
    'this.#marks.slice(last)',
    'this.#marks.slice(last + 1)',
    whatIsKnown,
  ],
  ['where the run ended is not known', resume, 'this.#end = this.#taken.end;', '', whatIsKnown],
  [
    'the mark that was found is not written again',
    resume,
    'this.#marks.unshift(mark);',
    '',
    whatIsKnown,
  ],
  [
    'a range of nothing is found',
    ranges,
    'return first < end ? first : undefined;',
    'return first <= end ? first : undefined;',
    'spec/core/range-set.spec.ts',
  ],
  [
    'the watermark goes back',
    ranges,
    'Math.max(watermark, start <= otherStart ? end : otherEnd)',
    'start <= otherStart ? end : otherEnd',
    'spec/core/range-set.spec.ts',
  ],

  // Draining
  ['a drained run counts as completed', drain, 'gate?.drain();', '', draining],
  [
    'only the nearest store is told',
    gate,
    'for (const parent of this.#parents()) parent.drain();',
    '',
    draining,
  ],
  ['a drain does not end the source', drain, 'subscriber.complete();', '', draining],
  [
    'the source is read though the run was drained',
    drain,
    'if (!subscriber.closed) source',
    'source',
    draining,
  ],
  [
    'a notifier that fails is not heard',
    drain,
    'error: (error: unknown) => subscriber.error(error),',
    'error: () => undefined,',
    draining,
  ],
  [
    'a notifier outlives the run',
    drain,
    'subscriber.add(\n          from(notifier$)',
    '[].concat(\n          from(notifier$)',
    draining,
  ],
  [
    'anything is a notifier',
    drain,
    "checkValue('drainWhen', 'notifier$', notifier$, observableInput);",
    '',
    draining,
  ],

  // Who numbers
  ['a share counts as a chain', gate, 'if (!this.chained) return undefined;', '', refusing],
  [
    'a chunker under a share leaves out',
    positions,
    'import { chainedGate }',
    'import { gateBelow as chainedGate }',
    refusing,
  ],
  [
    'lost outcomes are numbered',
    positions,
    'if (this.#resume?.byOutcomes) this.#lost = true;',
    '',
    refusing,
  ],
  [
    'what is no outcome is left out by its number',
    positions,
    'if (this.#carried || this.#lost) return false;',
    'if (this.#carried) return false;',
    refusing,
  ],
  [
    'some of a chunk need be outcomes',
    positions,
    '!items.every(isOutcome)',
    '!items.some(isOutcome)',
    refusing,
  ],
  [
    'lost positions are told to nobody',
    positions,
    'if (this.#lost) this.#below?.error(new LostPositionsError());',
    '',
    refusing,
  ],
  [
    'new keys take the numbers of old ones',
    positions,
    'this.#next = this.#resume.end;',
    '',
    resuming,
  ],
  [
    'nothing is left out',
    positions,
    'this.#last ??= this.#resume.end;',
    'this.#last ??= 0;',
    resuming,
  ],
  [
    'all is left out item by item',
    positions,
    'this.#resume?.has(this.#next + unnumbered) === true',
    'true',
    resuming,
  ],
  [
    'a place in the source is counted without the open chunk',
    chunker,
    'this._positions.reached(cursor, this._items.length);',
    'this._positions.reached(cursor, 0);',
    resuming,
  ],
  ['a source that goes on is numbered from 0', pageFeed, 'receiver?.goTo?.(mark);', '', resuming],
  [
    'a source that can seek is read again',
    pageFeed,
    'this._source.seek(mark.cursor);',
    '',
    resuming,
  ],
  [
    'a chunk is not cut where one is left out',
    chunker,
    "const chunk = this._close('flush');\n    this._positions.skip();",
    'const chunk = undefined as never;\n    this._positions.skip();',
    resuming,
  ],
  ['the arrivals are not counted', positions, 'else resume.arrived = this.#next;', '', refusing],
  [
    'an empty source of outcomes is not counted',
    positions,
    'if (resume.byOutcomes) resume.arrived ??= 0;\n    else',
    'if (!resume.byOutcomes)',
    refusing,
  ],
  ['outcomes are not counted', outcomes, 'this._resume.arrived = this.arrivals;', '', refusing],
  [
    'outcomes are counted by the last that began',
    outcomes,
    'this._resume.arrived = this.arrivals;',
    'this._resume.arrived = position + 1;',
    refusing,
  ],
  ['every mapConcurrent leaves out', outcomes, ' || resume.byOutcomes', '', refusing],
  [
    'outcomes are worked out again',
    outcomes,
    'return this._resume.has(position);',
    'return false;',
    resuming,
  ],

  // Plain arrays
  ['arrays are worked on again', arrays, 'if (resume.has(position)) return;', '', ofArrays],
  [
    'arrays of nothing come to work',
    arrays,
    'if (items.length === 0) return undefined;',
    '',
    ofArrays,
  ],
  [
    'arrays below a chunker leave out',
    arrays,
    'if (resume?.claim(this) === true) this.#resume = resume;',
    'this.#resume = resume;',
    ofArrays,
  ],
  [
    'arrays of outcomes are numbered',
    arrays,
    'if (resume?.byOutcomes === true) return undefined;',
    '',
    ofArrays,
  ],
  ['arrays are not counted', arrays, 'this.#resume.arrived = this.#position;', '', ofArrays],
  ['chunks of others are left out', arrays, ' || !this.#made.has(chunk)', '', ofArrays],
  [
    'a lane whose array is stored is lost',
    chunkWork,
    'boundary.end(this);\n      return;',
    'return;',
    refusing,
  ],

  // Keys
  ['each chunk is asked about at once', leaveOut, 'concurrency: 1,', 'concurrency: 9,', leftOut],
  ['somebody who has left is answered', leaveOut, 'if (this.chunk !== chunk) return;', '', leftOut],
  [
    'positions are those of other items',
    leaveOut,
    'if (done[place++] !== true) addPosition',
    'if (done[place++] === true) addPosition',
    leftOut,
  ],
  [
    'what is left weighs what all did',
    leaveOut,
    '(chunk.weight * items.length) / chunk.items.length',
    'chunk.weight',
    leftOut,
  ],
  [
    'an empty chunk is handed on',
    leaveOut,
    'if (items.length === 0) return undefined;',
    '',
    leftOut,
  ],
  [
    'a stored chunk stops the run',
    leaveOut,
    'boundary.end(this);\n      boundary.pump();',
    '',
    leftOut,
  ],
  [
    'a question that fails is answered to nobody',
    leaveOut,
    '(error: unknown) => {\n            this.#boundary.abort(error);\n          },',
    '() => undefined,',
    leftOut,
  ],
  [
    'a key that throws escapes',
    leaveOut,
    '} catch (error) {\n      this.#boundary.abort(error);\n    }',
    '} catch (error) {\n      throw error;\n    }',
    leftOut,
  ],
  ['keys are made of outcomes', keys, 'isOutcome(each) ? each.item : each', 'each', ofKeys],
  [
    'a key may be anything',
    keys,
    "if (typeof key === 'string') return key;",
    'return key as string;',
    ofKeys,
  ],
  ['keys repeat in a chunk', keys, 'seen.size === seen.add(key).size', 'seen.has(key)', ofKeys],
  [
    'keys under way are asked about only later',
    keys,
    'new Set<string>(this.#underway.keys())',
    'new Set<string>()',
    ofKeys,
  ],
  ['a key has two results', keys, 'this.#underway.set(key, true);', '', ofKeys],
  ['stored keys are kept', keys, 'for (const key of keys) this.#underway.delete(key);', '', ofKeys],

  // The store
  [
    'a second result is written',
    commits,
    'if (taken !== undefined) throw',
    'if (false) throw',
    refusing,
  ],
  [
    'a source that ends too early completes',
    commits,
    'if (completed && isShort) {',
    'if (false) {',
    refusing,
  ],
  ['marks stay where they were', commits, 'this._resume.stored(ranges);', '', resuming],
  [
    'two stores go by different keys',
    commits,
    'if (other !== undefined && ',
    'if (false && ',
    refusing,
  ],
  [
    'a run that is being closed is opened',
    leaving,
    'if (waiting === undefined) next();',
    'if (waiting !== undefined || waiting === undefined) next();',
    holding,
  ],
  ['who waits is forgotten', leaving, 'for (const next of waiting) next();', '', holding],
  ['a run is opened for nobody', held, 'if (this.#left) return;', '', holding],
  ['a run is left twice', held, ' && !again', '', refusing],
  [
    'a run that was left stays open',
    held,
    "if (this.writer !== undefined) this.close('open'",
    "if (false) this.close('open'",
    holding,
  ],
  [
    'a run that does not open holds up others',
    held,
    '(error) => {\n          this.#end();',
    '(error) => {',
    holding,
  ],

  // All of it
  [
    'crashes: what is on its way is in the mark',
    resume,
    'this.#stored.watermarkWith(ranges)',
    'this.#taken.watermark',
    crashes,
  ],
  [
    'crashes: positions are found one too far',
    positions,
    'this.#next + unnumbered) === true',
    'this.#next + unnumbered + 1) === true',
    crashes,
  ],
  [
    'crashes: a cursor is taken before its page',
    pageFeed,
    'if (this._source.position !== undefined) receiver?.reached?.(this._source.position());\n    return true;',
    'return true;',
    crashes,
  ],
];

export default faults.map(([name, file, find, replace, spec]) => ({
  name: `resume: ${name}`,
  file,
  find,
  replace,
  spec,
}));
