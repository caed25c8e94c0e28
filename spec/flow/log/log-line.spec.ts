import type { FlowEvent } from '../../../src/flow/events.js';
import { logLine } from '../../../src/flow/log/log-line.js';

const line = (event: object) => logLine(event as FlowEvent, 1234.5678, undefined);

/** The fields of an event. */
const fields = (rest: object) => line({ type: 'configured', ...rest }).split('configured')[1];

describe('logLine', () => {
  it('should say when, of which run, of which group, and all fields by name', () => {
    const stored = { type: 'stored', runId: 'import', size: 3, position: 6, ms: 1.23456 } as const;

    expect(logLine(stored, 154, 'import')).toBe(
      'sluice +0.154s import store stored runId=import size=3 position=6 ms=1.235',
    );
  });

  it('should leave out the run where it has no name, and what is undefined', () => {
    expect(line({ type: 'started', runId: undefined })).toBe('sluice +1.235s control started');
  });

  it('should show an error by name and message, and failures by their number', () => {
    const failures = new Map([[0, { kind: 'rejected', reason: 'no' }]]);

    expect(fields({ reason: new RangeError('too far'), failures })).toBe(
      ' reason=RangeError: too far failures=1',
    );
  });

  it('should show other values on one line, whatever they are', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    const shy = Object.defineProperty(new Error('no'), 'message', {
      get: () => {
        throw new Error('not mine');
      },
    });

    expect(fields({ a: null, b: true, c: 5n, d: { x: 1 }, e: Symbol('s') })).toBe(
      ' a=null b=true c=5 d={"x":1} e=Symbol(s)',
    );
    expect(fields({ circle, shy, f: () => 1 })).toBe(' circle=(object) shy=(object) f=() => 1');
    expect(fields({ odd: { toJSON: () => undefined } })).toBe(' odd=object');
  });

  it('should escape what a terminal would obey, also in the name of the run', () => {
    const event = {
      type: 'closeFailed',
      reason: new Error('\u001b[2Jgone\u009b1m\n\u2028'),
    } as const;

    expect(logLine(event, 0, '\u0007run')).toBe(
      'sluice +0.000s \\u0007run source closeFailed reason=Error: \\u001b[2Jgone\\u009b1m\\u000a\\u2028',
    );
  });

  it('should cut what is long', () => {
    expect(fields({ message: 'x'.repeat(1000) })).toBe(` message=${'x'.repeat(199)}…`);
  });
});
