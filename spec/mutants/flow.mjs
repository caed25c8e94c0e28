const gate = 'src/flow/gate.ts';
const gates = 'spec/flow/gate.spec.ts';
const kin = 'spec/flow/gate.kin.spec.ts';
const tree = 'src/flow/tree.ts';
const trees = 'spec/flow/tree.spec.ts';
const turns = 'spec/flow/turns.spec.ts';
const inOrder = 'src/flow/in-order.ts';
const orders = 'spec/flow/in-order.spec.ts';
const createFlow = 'src/flow/create-flow.ts';
const flows = 'spec/flow/create-flow.spec.ts';
const sharing = 'spec/flow/sharing.spec.ts';
const leaks = 'spec/flow/leaks.spec.ts';
const inlet = 'src/flow/inlet.ts';
const inlets = 'spec/flow/inlet.spec.ts';
const slots = 'src/flow/slots.ts';
const slice = 'src/flow/slice.ts';
const warnings = 'spec/flow/warn.spec.ts';
const unasked = 'src/flow/unasked.ts';

export default [
  // Gate
  {
    name: 'gate: one release takes all reasons',
    file: gate,
    find: 'this.mask &= ~reason;',
    replace: 'this.mask = 0;',
    spec: gates,
  },
  {
    name: 'gate: a caller is woken again and again',
    file: gate,
    find: '      waiters.delete(waiter);\n      waiter.run();',
    replace: '      waiter.run();',
    spec: gates,
  },
  {
    name: 'gate: who has filled the last slot does not stop the others',
    file: gate,
    find: 'if (left-- === 0 || (this.mask & allMind) !== 0) return;\n      if ((this.mask & reasons) !== 0) continue;',
    replace: 'if (left-- === 0) return;',
    spec: gates,
  },
  {
    name: 'gate: who parks again is woken in the same opening',
    file: gate,
    find: 'if (left-- === 0 || (this.mask & allMind) !== 0) return;',
    replace: 'if ((this.mask & allMind) !== 0) return;',
    spec: gates,
  },
  {
    name: 'gate: all of 50,000 are looked at, though none can go',
    file: gate,
    find: 'if (left-- === 0 || (this.mask & allMind) !== 0) return;',
    replace: 'if (left-- === 0) return;',
    spec: gates,
  },
  {
    name: 'gate: sources are woken before the chunk whose time is up',
    file: gate,
    find: '      this.#call(this.#cutters, STARTING);\n      this.#call(this.#waiters, HOLDS_WORK);',
    replace:
      '      this.#call(this.#waiters, HOLDS_WORK);\n      this.#call(this.#cutters, STARTING);',
    spec: gates,
  },
  {
    name: 'gate: who has left is woken all the same',
    file: gate,
    find: '    this.#waiters.delete(waiter);\n    this.#cutters.delete(waiter);',
    replace: '    this.#cutters.delete(waiter);',
    spec: gates,
  },
  {
    name: 'gate: a finalizer that throws strands those behind it',
    file: gate,
    find: '      this.wakeLater();\n      throw error;',
    replace: '      throw error;',
    spec: gates,
  },
  {
    name: 'gate: only the nearest parent counts',
    file: gate,
    find: 'return this.#parent?.blocker(reasons);',
    replace: 'return undefined;',
    spec: gates,
  },
  {
    name: 'gate: a boundary that has left can still close',
    file: gate,
    find: 'if (!this.#disposed) this.mask |= reason;',
    replace: 'this.mask |= reason;',
    spec: kin,
  },
  {
    name: 'gate: a boundary that leaves keeps its explicit flow closed',
    file: gate,
    find: '    for (const explicit of this.named) explicit.unmind(this);\n',
    replace: '    this.mask = SLOTS;\n',
    spec: kin,
  },
  {
    name: 'gate: nobody is woken when a boundary leaves',
    file: gate,
    find: 'explicit.unmind(this);\n    this.wakeLater();',
    replace: 'explicit.unmind(this);',
    spec: sharing,
  },
  {
    name: 'gate: an explicit flow stays in a tree of its own',
    file: gate,
    find: 'if (this.#parents().length === 0) this.tree = boundary.tree;\n    else this.tree.join(boundary.tree);',
    replace: '',
    spec: turns,
  },
  {
    name: 'gate: an explicit flow follows whoever names it last',
    file: gate,
    find: 'if (this.#parents().length === 0) this.tree = boundary.tree;\n    else this.tree.join(boundary.tree);',
    replace: 'this.tree = boundary.tree;',
    spec: kin,
  },
  {
    name: 'announcer: an event is told as often as there are ways',
    file: 'src/flow/announcer.ts',
    find: 'if (this.#heard === telling) return;',
    replace: '',
    spec: 'spec/flow/announcer.spec.ts',
  },
  {
    name: 'gate: a source that came first is not known to a boundary that names the flow later',
    file: gate,
    find: 'if (explicit.listeners > 0) this.listen();',
    replace: '',
    spec: kin,
  },

  {
    name: 'gate: what a shared pull expands to counts as unasked',
    file: gate,
    find: 'this.named.every(({ tree }) => tree.depth === 0)',
    replace: 'true',
    spec: 'spec/flow/unasked.spec.ts',
  },

  // Tree
  {
    name: 'tree: gates open inside a turn',
    file: tree,
    find: 'if (this.depth === 0) this.#drain();',
    replace: 'for (const one of this.dirty.splice(0)) one.wake();',
    spec: turns,
  },
  {
    name: 'tree: the end of an inner turn opens gates',
    file: tree,
    find: 'if (--this.depth === 0 && this.dirty.length > 0) this.#drain();',
    replace: 'this.depth--;\n    for (const one of this.dirty.splice(0)) one.wake();',
    spec: trees,
  },
  {
    name: 'tree: a wake is no turn',
    file: tree,
    find: '    this.depth = 1;\n    const { dirty }',
    replace: '    const { dirty }',
    spec: trees,
  },
  {
    name: 'tree: one that throws takes the others along',
    file: tree,
    find: '      else dirty.splice(0, at);',
    replace: '      else dirty.length = 0;',
    spec: trees,
  },

  // Reach and ambient
  {
    name: 'reach: only the subscriber itself is looked at',
    file: 'src/flow/reach.ts',
    find: 'link = link.destination;',
    replace: 'link = undefined;',
    spec: 'spec/flow/canary.spec.ts',
  },
  {
    name: 'reach: the farthest gate is found',
    file: 'src/flow/reach.ts',
    find: 'if (gate !== undefined) return gate;\n    link = link.destination;',
    replace:
      'if (gate !== undefined && !link.destination) return gate;\n    link = link.destination;',
    spec: 'spec/flow/reach.spec.ts',
  },
  {
    name: 'reach: hand-written operators are out of reach',
    file: 'src/flow/reach.ts',
    find: 'chainedGate(subscriber) ?? ambientGate()',
    replace: 'chainedGate(subscriber)',
    spec: 'spec/flow/canary.spec.ts',
  },
  {
    name: 'ambient: each copy of the library has its own',
    file: 'src/flow/ambient.ts',
    find: "Symbol.for('sluice.ambient/1')",
    replace: "Symbol('sluice.ambient/1')",
    spec: 'spec/flow/ambient.spec.ts',
  },
  {
    name: 'ambient: the one before is forgotten',
    file: 'src/flow/ambient.ts',
    find: 'return before;',
    replace: 'return undefined;',
    spec: inlets,
  },
  {
    name: 'inlet: a chunker takes the boundary below out of reach',
    file: inlet,
    find: 'if (gate === undefined) {',
    replace: 'if (gate === undefined) {\n      swapAmbient(undefined);',
    spec: inlets,
  },
  {
    name: 'inlet: what its receiver does runs within reach of the gate',
    file: inlet,
    find: 'if (hasAmbient()) this.#arriveOutside(value);\n    else this.receiver.arrive(value);',
    replace: 'this.receiver.arrive(value);',
    spec: inlets,
  },
  {
    name: 'fromSource: its factory runs within reach of the gate',
    file: 'src/flow/from-source.ts',
    find: 'const before = swapAmbient(undefined);',
    replace: 'const before = swapAmbient(gate);',
    spec: leaks,
  },
  {
    name: 'pauseWhen: its notifier minds the gate below',
    file: 'src/flow/pause-when.ts',
    find: 'const before = swapAmbient(undefined);',
    replace: 'const before = swapAmbient(this.gate);',
    spec: leaks,
  },

  // Order
  {
    name: 'order: a newcomer overtakes what is being handed on',
    file: inOrder,
    find: 'if (place === this.#head && !this.#flushing) {\n      this.#emit(value);',
    replace: 'if (place === this.#head) {\n      this.#emit(value);',
    spec: orders,
  },
  {
    name: 'order: what is kept is not counted down',
    file: inOrder,
    find: 'this.kept--;',
    replace: '',
    spec: orders,
  },
  {
    name: 'order: a place that has not closed is passed',
    file: inOrder,
    find: 'if (!place.closed) break;',
    replace: '',
    spec: orders,
  },
  {
    name: 'order: what comes during a hand-over is left behind',
    file: inOrder,
    find: 'if (place.values.length > 0) continue;',
    replace: '',
    spec: orders,
  },

  // createFlow
  {
    name: 'createFlow: paused is forgotten',
    file: createFlow,
    find: 'if (paused) this.pause();',
    replace: '',
    spec: flows,
  },
  {
    name: 'createFlow: open looks at the pause alone',
    file: createFlow,
    find: 'return this[FLOW].blocker() === undefined;',
    replace: 'return !this.paused;',
    spec: flows,
  },
  {
    name: 'createFlow: pause counts, so that one resume is not enough',
    file: createFlow,
    find: 'this[FLOW].release(PAUSED);',
    replace: 'if (this[FLOW].mask === PAUSED) this[FLOW].close(PAUSED);',
    spec: flows,
  },
  {
    name: 'createFlow: an explicit flow replaces the one that is found',
    file: createFlow,
    find: 'return gates.length > 1 ? new Gate(...gates) : gates[0];',
    replace: 'return gates.at(-1);',
    spec: flows,
  },
  {
    name: 'createFlow: null is no different from none',
    file: createFlow,
    find: 'const found = flow === null ? undefined : (chained ?? ambientGate());',
    replace: 'const found = gateBelow(below);',
    spec: flows,
  },
  {
    name: 'createFlow: a boundary does not close the flow that it is given',
    file: createFlow,
    find: 'if (flow) gate.name(flow[FLOW]);',
    replace: '',
    spec: sharing,
  },
  {
    name: 'createFlow: anything with an object type is a flow',
    file: createFlow,
    find: "typeof value === 'object' && value !== null && FLOW in value",
    replace: "typeof value === 'object'",
    spec: flows,
  },

  // Slots, slice and warnings
  {
    name: 'slots: the gate reopens when the first lane is free',
    file: slots,
    find: 'this.#limit - Math.max(1, (waiting + 1) >> 1)',
    replace: 'this.#limit - 1',
    spec: 'spec/flow/slots.spec.ts',
  },
  {
    name: 'slots: with nothing ahead the gate never reopens',
    file: slots,
    find: 'Math.max(1, (waiting + 1) >> 1)',
    replace: '((waiting + 1) >> 1)',
    spec: 'spec/flow/slots.spec.ts',
  },
  {
    name: 'slice: it is counted from the latest look',
    file: slice,
    find: 'return now - this.#startedAt >= LONGEST;',
    replace: 'this.#startedAt = now;\n    return now - this.#lookedAt >= LONGEST;',
    spec: 'spec/flow/slice.spec.ts',
  },
  {
    name: 'slice: slow pulls are not looked at more often',
    file: slice,
    find: 'Math.max(1, this.#stride >> 1)',
    replace: 'this.#stride',
    spec: 'spec/flow/slice.spec.ts',
  },
  {
    name: 'warn: production is no silence',
    file: 'src/flow/warn.ts',
    find: 'if (!inDevelopment()) return;',
    replace: '',
    spec: warnings,
  },
  {
    name: 'warn: nobody is told but the console',
    file: 'src/flow/warn.ts',
    find: "gate?.announce({ type: 'warning', code, message });",
    replace: '',
    spec: warnings,
  },
  {
    name: 'unasked: it warns each time the gate has opened between',
    file: unasked,
    find: '&& !this.#warned) {',
    replace: ') {',
    spec: warnings,
  },
  {
    name: 'unasked: one too many is let in',
    file: unasked,
    find: 'if (this.#count <= this.limit) return undefined;',
    replace: 'if (this.#count <= this.limit + 1) return undefined;',
    spec: 'spec/flow/unasked.spec.ts',
  },
];
