const [rate, flow] = ['spec/flow/rate-limit.spec.ts', 'spec/flow/rate-limit.flow.spec.ts'];
const boundary = 'src/flow/rate/rate-boundary.ts';
const turns = 'src/flow/rate/turns.ts';
const spent = 'src/flow/rate/spent.ts';
const window = 'spec/flow/rate/sliding-window.spec.ts';
const queue = 'src/flow/keyed-queue.ts';
const keyed = 'spec/flow/keyed-queue.spec.ts';
const item = 'spec/work/each-item.limits.spec.ts';

const of = (name, file, spec, find, replace) => ({ name, file, find, replace, spec });

export default [
  of('rateLimit: a window is closed at both ends', spent, window, '>= per) {', '> per) {'),
  of(
    'rateLimit: an early entry is forgotten late',
    spent,
    window,
    'this.#sum -= this.#costs[this.#head++] as number;',
    'this.#head++;',
  ),
  of(
    'rateLimit: the earlier time counts for two',
    spent,
    window,
    '(this.#times[at + 1] ?? this.#times[at]) as number',
    'this.#times[at] as number',
  ),
  of(
    'rateLimit: keys are never forgotten',
    'src/flow/rate/sliding-window.ts',
    window,
    'this.#forgetIdle(now);\n',
    '',
  ),
  of(
    'rateLimit: reads on while the window is full',
    boundary,
    rate,
    'if (wait > 0) {\n      this.gate.close(SLOTS);',
    'if (wait > 0) {',
  ),
  of('rateLimit: never reads again', boundary, rate, 'this.gate.release(SLOTS);', ''),
  of(
    'rateLimit: passes what the boundary below has no lane for',
    boundary,
    flow,
    'this.#isBlocked(HOLDS_WORK)',
    'this.#isBlocked(0)',
  ),
  of(
    'rateLimit: has a timer while the gate below is closed',
    boundary,
    flow,
    'if (!this.#isBlocked()) this.#wait(wait);',
    'this.#wait(wait);',
  ),
  of(
    'rateLimit: ends before what it holds',
    boundary,
    rate,
    'if (this.#queue.length === 0) this.#tellEnd?.();',
    'this.#tellEnd?.();',
  ),
  of(
    'rateLimit: charges what is stored',
    boundary,
    flow,
    'if (this.#direct?.receiver.leavesOut?.(head)) return [];',
    '',
  ),
  of(
    'rateLimit: the source cannot seek through it',
    boundary,
    flow,
    'return this.#direct?.receiver.mark;',
    'return undefined;',
  ),
  of(
    'rateLimit: unasked chunks count as items',
    boundary,
    flow,
    "this.#passed === 'chunks' ? 1000 : 65_536",
    '65_536',
  ),
  of(
    'rateLimit: a call that was taken back is made',
    turns,
    flow,
    'if (!this.#remove(call)) return;',
    'return;',
  ),
  of(
    'rateLimit: another call costs nothing',
    'src/flow/gate.ts',
    flow,
    'return reserveAll(this.limiters, input, call);',
    'return reserveAll([], input, call);',
  ),
  of(
    'rateLimit: a boundary that does no work keeps the limit',
    'src/flow/pause-when.ts',
    flow,
    'passage.gate.passes = true;',
    '',
  ),
  of(
    'rateLimit: items of a chunk cost one',
    'src/flow/rate/rate.ts',
    flow,
    ': input.items;',
    ': [input];',
  ),
  of(
    'rateLimit: what passed waits for a lane',
    'src/flow/boundary.ts',
    'spec/flow/rate-limit.node.spec.ts',
    'this.gate.onLimited = () => this._slots.holdNothing();',
    '',
  ),
  of(
    'order by key: two of a key at once',
    queue,
    keyed,
    'if (line.length > 0) entry.behind++;\n      else this',
    'this',
  ),
  of(
    'order by key: the next waits for ever',
    queue,
    keyed,
    'else if (--next.behind === 0)',
    'else if (next.behind === 0)',
  ),
  of(
    'order by key: one key that is free is enough',
    queue,
    keyed,
    '--next.behind === 0',
    '--next.behind >= 0',
  ),
  of(
    'order by key: places are those of beginning',
    'src/flow/boundary.ts',
    'spec/work/order.spec.ts',
    'lane.place = this._byKey.place;',
    'void lane;',
  ),
  of(
    'order by key: a key is never free again',
    'src/flow/boundary.ts',
    'spec/work/order.spec.ts',
    'this._byKey?.done(lane.place);',
    '',
  ),
  of(
    'order by key: a chunk has the key of its first item',
    'src/work/order.ts',
    'spec/work/order.spec.ts',
    'items.flatMap(',
    'items.slice(0, 1).flatMap(',
  ),
  of(
    'order by key: asks about malformed items',
    'src/work/order.ts',
    'spec/work/order.spec.ts',
    'isMalformed(item) ? [] : [order.key(item)]',
    '[order.key(item)]',
  ),
  of(
    'eachItem: first calls are free',
    'src/work/chunk-of-items.ts',
    item,
    'else this._beginInTurn(chunk.settings.turns);',
    'else this.begin();',
  ),
  of(
    'eachItem: retries are free',
    'src/work/chunk-of-items.ts',
    item,
    'if (settings.turns !== undefined) return',
    'if (settings.turns !== undefined && this.calls === 0) return',
  ),
  of(
    'eachItem: a key is free when nobody waits',
    'src/work/keyed-limit.ts',
    item,
    'this.#queue.done(line);\n  }',
    '}',
  ),
  of(
    'eachItem: what was given up keeps its key',
    'src/work/chunk-of-items.ts',
    item,
    'for (const { line } of calls) this.settings.limit.done(line);',
    '',
  ),
];
