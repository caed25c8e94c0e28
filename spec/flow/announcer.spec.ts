import type { FlowEvent } from '../../src/flow/events.js';
import { Gate } from '../../src/flow/gate.js';

const event: FlowEvent = { type: 'dropped', count: 1 };

describe('Announcer: events', () => {
  /** Names of the gates that hear an event, each as often as it does. */
  function hearing(gates: Record<string, Gate>): string[] {
    const heard: string[] = [];
    for (const [name, gate] of Object.entries(gates)) gate.observe(() => heard.push(name));
    return heard;
  }

  it('should go down to the root', () => {
    const root = new Gate();
    const middle = new Gate(root);
    const top = new Gate(middle);
    const heard = hearing({ root, middle, top });

    middle.announce(event);

    expect(heard).toEqual(['middle', 'root']);
  });

  it('should come to the explicit flows of every boundary that it passes, once', () => {
    const explicit = new Gate();
    const root = new Gate();
    const top = new Gate(root);
    root.name(explicit);
    top.name(explicit);
    const source = new Gate(top, explicit);
    const heard = hearing({ explicit, root });

    source.announce(event);

    expect(heard.sort()).toEqual(['explicit', 'root']);
  });

  it('should not come to the other boundaries of an explicit flow from below it', () => {
    const explicit = new Gate();
    const [a, b] = [new Gate(), new Gate()];
    a.name(explicit);
    b.name(explicit);
    const heard = hearing({ explicit, b });

    a.announce(event);

    expect(heard).toEqual(['explicit']);
  });

  it('should still come to those below from a boundary that has left', () => {
    const explicit = new Gate();
    const root = new Gate();
    const top = new Gate(root);
    top.name(explicit);
    const heard = hearing({ root, explicit });

    top.dispose();
    top.announce(event);

    expect(heard.sort()).toEqual(['explicit', 'root']);
  });

  it('should come to every observer, also when one of them leaves meanwhile', () => {
    const gate = new Gate();
    const seen: string[] = [];
    const leave = gate.observe(() => {
      seen.push('a');
      leave();
    });
    gate.observe(() => seen.push('b'));

    gate.announce(event);
    gate.announce(event);

    expect(seen).toEqual(['a', 'b', 'b']);
  });

  it('should be heard by nobody where nobody observes, and then none is to be built', () => {
    const top = new Gate(new Gate(new Gate()));

    expect(top.isObserved).toBeFalse();
  });

  for (const who of ['itself', 'root', 'explicit'] as const) {
    it(`should say that somebody observes ${who}, until it leaves`, () => {
      const [root, explicit] = [new Gate(), new Gate()];
      const top = new Gate(new Gate(root));
      top.name(explicit);
      const leave = { itself: top, root, explicit }[who].observe(() => undefined);

      expect(top.isObserved).toBeTrue();
      leave();
      expect(top.isObserved).toBeFalse();
    });
  }

  it('should say that somebody observes those below, also of a boundary that has left', () => {
    const root = new Gate();
    const top = new Gate(root);
    root.observe(() => undefined);

    top.dispose();

    expect(top.isObserved).toBeTrue();
  });
});

describe('Announcer: what comes with each chunk', () => {
  it('should not be built for those who only overhear, who are told of it all the same', () => {
    const gate = new Gate();
    const heard: FlowEvent[] = [];
    const leave = gate.overhear((event) => heard.push(event));

    expect(gate.isObserved).toBeFalse();
    gate.announce(event);
    leave();
    gate.announce(event);

    expect(heard).toEqual([event]);
  });

  it('should be built while anybody wants it', () => {
    const gate = new Gate();
    const unwant = [gate.want(), gate.want()];

    unwant[0]?.();
    unwant[0]?.();
    expect(gate.isObserved).toBeTrue();
    unwant[1]?.();
    expect(gate.isObserved).toBeFalse();
  });
});

describe('Announcer: reports', () => {
  it('should tell those who listen, and say that there is nobody else', () => {
    const gate = new Gate();
    const report = { type: 'settled', size: 1, weight: 1, ms: 0, outcome: 'fulfilled' } as const;
    const seen: unknown[] = [];

    expect(gate.hasReportListeners).toBeFalse();
    gate.report(report);
    const stop = gate.onReport((heard) => {
      seen.push(heard);
      stop();
    });
    gate.onReport((heard) => seen.push(heard));
    expect(gate.hasReportListeners).toBeTrue();
    gate.report(report);
    gate.report(report);

    expect(seen).toEqual([report, report, report]);
  });

  it('should no longer ask for reports when the last listener has left', () => {
    const gate = new Gate();

    gate.onReport(() => {})();

    expect(gate.hasReportListeners).toBeFalse();
  });
});
