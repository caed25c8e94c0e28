import { Gate, PAUSED, SLOTS } from '../../src/flow/gate.js';

function closed(gate: Gate): Gate {
  gate.close(SLOTS);
  return gate;
}

/** Counts how often a gate's callers are woken; they park again at once. */
function wakes(gate: Gate): () => number {
  let count = 0;
  gate.park({ run: () => count++ });
  return () => count;
}

describe('Gate: explicit flows', () => {
  it('should close an explicit flow while a boundary that names it is closed', () => {
    const explicit = new Gate();
    const boundary = closed(new Gate());
    boundary.name(explicit);

    expect(explicit.blocker()).toBe(boundary);
    boundary.release(SLOTS);
    expect(explicit.blocker()).toBeUndefined();
  });

  it('should be open only when both boundaries are that name it', () => {
    const explicit = new Gate();
    const [a, b] = [closed(new Gate()), closed(new Gate())];
    a.name(explicit);
    b.name(explicit);

    a.release(SLOTS);
    expect(explicit.blocker()).toBe(b);
    b.release(SLOTS);
    expect(explicit.blocker()).toBeUndefined();
  });

  it('should mind what stands below a boundary that names it', () => {
    const explicit = new Gate();
    const root = closed(new Gate());
    new Gate(root).name(explicit);

    expect(explicit.blocker()).toBe(root);
  });

  it('should not close a boundary because its explicit flow is paused', () => {
    const explicit = new Gate();
    const boundary = new Gate();
    boundary.name(explicit);

    explicit.close(PAUSED);

    expect(boundary.blocker()).toBeUndefined();
  });

  it('should move to the tree of the first boundary that names it, and stay there', () => {
    const explicit = new Gate();
    const [a, b] = [new Gate(), new Gate()];
    const own = explicit.tree;

    a.name(explicit);
    b.name(explicit);

    expect(explicit.tree).toBe(a.tree);
    expect(explicit.tree).not.toBe(own);
  });

  it('should wake its callers at the end of a turn of the tree that it has joined', () => {
    const explicit = new Gate();
    const boundary = new Gate();
    boundary.name(explicit);
    explicit.close(PAUSED);
    const woken = wakes(explicit);

    boundary.tree.turn(() => {
      explicit.release(PAUSED);
      expect(woken()).toBe(0);
    });

    expect(woken()).toBe(1);
  });

  it('should count the sources of an explicit flow, whoever was there first', () => {
    const explicit = new Gate();
    const root = new Gate();
    const [before, after] = [new Gate(), new Gate(root)];
    before.name(explicit);
    explicit.listen();
    after.name(explicit);

    expect([before, after, root].map(({ listeners }) => listeners > 0)).toEqual([true, true, true]);
  });

  it('should not take a boundary for heard whose explicit flow no source minds', () => {
    const boundary = new Gate();
    boundary.name(new Gate());

    expect(boundary.listeners).toBe(0);
  });
});

describe('Gate: leaving', () => {
  it('should open for others when it is disposed, and never close again', () => {
    const gate = closed(new Gate());
    const woken = wakes(gate);

    gate.dispose();
    gate.close(SLOTS);

    expect(woken()).toBe(1);
    expect(gate.blocker()).toBeUndefined();
  });

  it('should wake at the end of the turn in which it is disposed', () => {
    const gate = closed(new Gate());
    const woken = wakes(gate);

    gate.tree.turn(() => {
      gate.dispose();
      expect(woken()).toBe(0);
    });

    expect(woken()).toBe(1);
  });

  it('should no longer mind the gates below', () => {
    const gate = new Gate(closed(new Gate()), closed(new Gate()));

    gate.dispose();

    expect(gate.blocker()).toBeUndefined();
  });

  it('should free an explicit flow that it kept closed, and those who wait there', () => {
    const explicit = new Gate();
    const [stays, leaves] = [new Gate(), closed(new Gate())];
    stays.name(explicit);
    leaves.name(explicit);
    // Callers wait in the gate that is closed, which is the one of the boundary.
    const woken = wakes(leaves);

    leaves.dispose();
    expect(explicit.blocker()).toBeUndefined();
    expect(woken()).toBe(1);
    stays.close(SLOTS);
    expect(explicit.blocker()).toBe(stays);
  });

  it('should be disposable twice', () => {
    const gate = closed(new Gate());
    gate.dispose();

    expect(() => {
      gate.dispose();
    }).not.toThrow();
  });
});
