import { Gate } from '../../src/flow/gate.js';
import { Resume } from '../../src/flow/resume.js';
import { MalformedItem } from '../../src/core/malformed.js';
import { ChunkAttempt } from '../../src/work/chunk-attempt.js';
import { Identity } from '../../src/work/identity.js';
import { lackingIn } from '../../src/work/lacking.js';

/** A call for some items of a chunk whose positions are 5 to 7 and 10 to 12, the second malformed. */
function callFor(from: number, to: number) {
  const gate = new Gate();
  gate.resume = new Resume();
  gate.resume.run = { runId: 'run' };
  const all = ['a', new MalformedItem('no line'), 'c', 'd', 'e', 'f'];
  const lacking = lackingIn(all);
  const chunk = {
    items: all,
    ranges: [[5, 8] as const, [10, 13] as const],
    weight: 6,
    closedBy: 'size' as const,
    openedAt: 0,
    closedAt: 0,
  };
  const items = lacking?.rest ?? all;
  const subject = { gate, identity: new Identity(gate), chunk, lacking, items };
  return new ChunkAttempt<unknown>(2, subject, from, to);
}

describe('ChunkAttempt', () => {
  it('should know the positions of its own items, and of no others', () => {
    const call = callFor(1, 4);

    expect([call.size, call.position]).toEqual([3, 7]);
    expect([0, 1, 2].map((place) => call.positionAt(place))).toEqual([7, 10, 11]);
    expect([0, 1, 2].map((place) => call.keyAt(place))).toEqual(['run:7', 'run:10', 'run:11']);
  });

  it('should be named by all of them', () => {
    expect(callFor(0, 5).idempotencyKey).toBe('run:5,7,10-12');
    expect(callFor(0, 1).idempotencyKey).toBe('run:5');
  });
});
