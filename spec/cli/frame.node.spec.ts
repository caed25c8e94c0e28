import { frameOf } from '../../src/cli/frame.js';
import { paintFor } from '../../src/cli/paint.js';
import type { Snapshot } from '../../src/cli/snapshot.js';
import { FakeOutput } from './support/shell.js';

const plain = paintFor({}, new FakeOutput());

const snapshot: Snapshot = {
  runId: 'contacts',
  phase: 'running',
  resumedAt: 312_000,
  ok: 641_902,
  failed: 408,
  failedBefore: 0,
  running: 16,
  waitingOn: 'work',
  rate: 3412.3,
  elapsed: 182_000,
  bytes: { stored: 12_100_000, total: 18_900_000 },
  remaining: { low: 90_000, high: 125_000 },
};

describe('frameOf', () => {
  it('should show a run in five lines of at most 80 characters', () => {
    expect(frameOf(snapshot, 80, plain)).toEqual([
      'contacts  resumed at 312,000',
      '[###############---------]   64 %  1 m 30 s to 2 m 5 s left  12.1 MB of 18.9 MB',
      'ok 641,902  failed 408  3,412 items/s  3 m 2 s',
      'running 16  waiting on work',
      'Ctrl-C: store what runs, then stop',
    ]);
  });

  it('should fold the lines at 40 columns', () => {
    expect(frameOf(snapshot, 40, plain)).toEqual([
      'contacts  resumed at 312,000',
      '[###############---------]   64 %',
      '1 m 30 s to 2 m 5 s left',
      'ok 641,902  failed 408',
      '3,412 items/s  3 m 2 s',
      'running 16  waiting on work',
      'Ctrl-C: store what runs, then stop',
    ]);
  });

  it('should never be wider than the terminal, nor change its height at one width', () => {
    const runs: Snapshot[] = [
      snapshot,
      { ...snapshot, runId: 'x'.repeat(128), remaining: undefined, resumedAt: 0 },
      { ...snapshot, ok: 1e15, failed: 1e15, rate: 1e9, elapsed: 1e12, running: 10_000 },
      { ...snapshot, phase: 'stopping', rate: 0.04, ok: 0, failed: 0 },
      { ...snapshot, phase: 'aborting', bytes: { stored: 1e15, total: 1e15 } },
    ];
    for (let width = 20; width <= 80; width++) {
      const frames = runs.map((run) => frameOf(run, width, plain));
      expect(Math.max(...frames.flat().map((line) => line.length))).toBeLessThanOrEqual(width);
      expect(new Set(frames.map((frame) => frame.length)).size).toBe(1);
    }
  });

  it('should draw no bar where nobody knows how much there is', () => {
    const frame = frameOf({ ...snapshot, bytes: undefined, remaining: undefined }, 80, plain);
    expect(frame.length).toBe(4);
    expect(frame.join()).not.toContain('%');
  });

  it('should fill the bar at the end, and not before', () => {
    const barAt = (stored: number, total: number) =>
      frameOf({ ...snapshot, remaining: undefined, bytes: { stored, total } }, 80, plain)[1];
    expect(barAt(0, 1000)).toBe(`[${'-'.repeat(24)}]    0 %  0 B of 1.0 kB`);
    expect(barAt(999, 1000)).toBe(`[${'#'.repeat(23)}-]   99 %  999 B of 1.0 kB`);
    expect(barAt(1000, 1000)).toBe(`[${'#'.repeat(24)}]  100 %  1.0 kB of 1.0 kB`);
    expect(barAt(0, 0)).toContain('100 %');
  });

  it('should say what the next Ctrl-C does', () => {
    const hint = (phase: Snapshot['phase']) => frameOf({ ...snapshot, phase }, 40, plain).at(-1);
    expect((['starting', 'running', 'stopping', 'aborting'] as const).map(hint)).toEqual([
      'Opening the run',
      'Ctrl-C: store what runs, then stop',
      'Stopping. Ctrl-C again: stop at once',
      'Stopping at once',
    ]);
  });

  it('should count colours for nothing', () => {
    const painted = frameOf(snapshot, 40, paintFor({ FORCE_COLOR: '1' }, new FakeOutput()));
    expect(painted[3]).toBe('\x1b[32mok 641,902\x1b[39m  \x1b[31mfailed 408\x1b[39m');
    // eslint-disable-next-line no-control-regex -- the escape that begins a colour
    expect(painted.map((line) => line.replace(/\x1b\[\d+m/g, ''))).toEqual([
      ...frameOf(snapshot, 40, plain),
    ]);
  });
});
