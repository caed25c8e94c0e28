import { Activity } from '../../src/cli/activity.js';
import { showRegion } from '../../src/cli/region.js';
import { clockOf } from '../../src/core/clock.js';
import type { SourceContext } from '../../src/flow/pull-source.js';
import { fakeShell, FakeOutput } from './support/shell.js';
import { screenOf } from './support/terminal.js';

function regionOf(
  columns: number | undefined,
  given: Parameters<typeof fakeShell>[0] = {},
  runId = 'contacts',
) {
  const stderr = new FakeOutput(true, columns, 24);
  const shell = fakeShell({ stderr, ...given });
  const activity = new Activity(runId, 2, clockOf(shell.scheduler));
  const shown = showRegion(shell, activity);
  const info = { items: 0, failed: 0 } as Parameters<Activity['opened']>[0];
  const screen = (width = 80) => screenOf(stderr.text, width);
  return { shell, stderr, activity, shown, info, screen };
}

describe('showRegion', () => {
  it('should draw over itself, and leave nothing when it ends', () => {
    const { shell, activity, shown, info, screen, stderr } = regionOf(80);
    expect(screen().at(-1)).toBe('Opening the run');
    activity.opened(info, undefined);
    expect(screen()).toEqual([
      'contacts',
      'ok 0  failed 0  0.0 items/s  0.0 s',
      'running 0  waiting on source',
      'Ctrl-C: store what runs, then stop',
    ]);
    void activity.watchWork(
      () => new Promise(() => undefined),
      () => 1,
    )(1, {});
    shell.scheduler.pass(1500);
    expect(screen().slice(1, 3)).toEqual([
      'ok 0  failed 0  0.0 items/s  1.4 s',
      'running 1  waiting on work',
    ]);

    shown.unsubscribe();
    expect(screen()).toEqual([]);
    const { length } = stderr.text;
    shell.scheduler.pass(10_000);
    activity.enter('stopping');
    expect(stderr.text.length).toBe(length);
  });

  it('should draw at once when the phase changes', () => {
    const { activity, screen } = regionOf(80);
    activity.enter('stopping');
    expect(screen().at(-1)).toBe('Stopping. Ctrl-C again: stop at once');
    activity.enter('aborting');
    expect(screen().at(-1)).toBe('Stopping at once');
  });

  it('should leave no line standing when a bar comes in between', () => {
    const { shell, activity, screen } = regionOf(80);
    const source = { total: 100, pull: () => null };
    const make = activity.watchTargets(() => source) as (given: SourceContext) => unknown;
    make({ signal: new AbortController().signal });
    shell.scheduler.pass(200);
    expect(screen().map((line) => line.slice(0, 8))).toEqual([
      ...['contacts', '[-------', 'ok 0  fa', 'running ', 'Opening '],
    ]);
  });

  it('should have at most 80 columns, and 80 where the terminal does not know its own', () => {
    for (const [columns, shown] of [
      [undefined, 4],
      [0, 4],
      [1, 4],
      [19, 4],
      [200, 4],
      [40, 5],
      [20, 5],
    ] as const) {
      const { screen } = regionOf(columns);
      expect(screen(columns !== undefined && columns >= 20 ? Math.min(columns, 80) : 80).length)
        .withContext(String(columns))
        .toBe(shown);
    }
  });

  it('should be no wider on a wide terminal', () => {
    const { screen } = regionOf(200, {}, 'x'.repeat(128));
    expect(screen()[0]).toBe(`${'x'.repeat(79)}…`);
  });

  it('should mind that the terminal changes its width', () => {
    const { shell, stderr, screen } = regionOf(80);
    stderr.columns = 40;
    shell.scheduler.pass(200);
    expect(screen()[2]).toBe('0.0 items/s  0.2 s');
    stderr.columns = 80;
    shell.scheduler.pass(200);
    expect(screen()[1]).toBe('ok 0  failed 0  0.0 items/s  0.4 s');
    expect(screen().length).toBe(4);
  });

  it('should put what others write above it, also if their line has no end', () => {
    const { shell, stderr, screen, shown } = regionOf(80);
    stderr.write('first\n');
    expect(screen()).toEqual(['first']);
    shell.scheduler.pass(200);
    expect(screen().slice(0, 2)).toEqual(['first', 'contacts']);
    stderr.write('half');
    stderr.write(' a line');
    shell.scheduler.pass(200);
    expect(screen().slice(0, 3)).toEqual(['first', 'half a line', 'contacts']);
    stderr.write('last');
    shown.unsubscribe();
    stderr.write('after\n');
    expect(screen()).toEqual(['first', 'half a line', 'last', 'after']);
  });

  it('should mind stdout where that is a terminal, too, and give both back', () => {
    const stdout = new FakeOutput(true);
    const { write } = stdout;
    const { shown, screen, stderr } = regionOf(80, { stdout });
    const own = stderr.write;
    stdout.write('a result\n');
    expect(stdout.text).toBe('a result\n');
    expect(screen()).toEqual([]);
    shown.unsubscribe();
    expect(stdout.write).toBe(write);
    expect(stderr.write).not.toBe(own);

    const file = new FakeOutput(false);
    const before = file.write;
    regionOf(80, { stdout: file });
    expect(file.write).toBe(before);
  });

  it('should never hide the cursor', () => {
    // Its library does so on the stderr of the process, whatever it is given.
    const { isTTY } = process.stderr;
    process.stderr.isTTY = true;
    const write = spyOn(process.stderr, 'write').and.returnValue(true);
    const { stderr, shown } = regionOf(80);
    shown.unsubscribe();
    const { length } = write.calls.all();
    process.stderr.isTTY = isTTY;
    write.and.callThrough();
    expect(length).toBe(0);
    expect(stderr.text).not.toContain('?25');
  });
});
