import { Activity } from '../../src/cli/activity.js';
import { isLogged, logLine, showLog } from '../../src/cli/log-lines.js';
import { clockOf } from '../../src/core/clock.js';
import { fakeShell, FakeOutput, NOON } from './support/shell.js';

describe('showLog', () => {
  function log() {
    const shell = fakeShell();
    const activity = new Activity('contacts', 2, clockOf(shell.scheduler));
    return { shell, activity, shown: showLog(shell, activity), lines: () => shell.stderr.lines };
  }

  it('should write a line every ten seconds, and on each change, until it ends', () => {
    const { shell, activity, shown, lines } = log();
    shell.scheduler.pass(9999);
    expect(lines()).toEqual([]);
    shell.scheduler.pass(1);
    activity.enter('stopping');
    shell.scheduler.pass(10_000);
    expect(lines().map((line) => /state=\w+/.exec(line)?.[0])).toEqual([
      ...['state=starting', 'state=stopping', 'state=stopping'],
    ]);
    shown.unsubscribe();
    shell.scheduler.pass(20_000);
    activity.enter('aborting');
    expect(lines().length).toBe(3);
  });

  it('should tell names and values, and leave out what is not known', () => {
    const { shell, activity } = log();
    shell.scheduler.pass(1500);
    const snapshot = activity.snapshot();
    expect(logLine(snapshot, NOON)).toBe(
      'time=2026-11-23T12:00:00.000Z run=contacts state=starting ok=0 failed=0 running=0 ' +
        'waiting=start rate=0.0 elapsed=1.5',
    );
    const more = {
      ...{ ...snapshot, resumedAt: 10, ok: 9, failed: 1, rate: 12.34 },
      ...{ bytes: { stored: 5, total: 50 }, remaining: { low: 1000, high: 2500 } },
    };
    expect(logLine(more, NOON, 'done')).toBe(
      'time=2026-11-23T12:00:00.000Z run=contacts state=done resumed=10 ok=9 failed=1 running=0 ' +
        'waiting=start rate=12.3 elapsed=1.5 bytes=5 total=50 left=1.0-2.5',
    );
  });
});

describe('isLogged', () => {
  it('should be so wherever nothing can be drawn', () => {
    const stderr = new FakeOutput(true);
    const logged = (env: Record<string, string>, output = stderr) =>
      isLogged(fakeShell({ env, stderr: output }));
    expect(logged({})).toBeFalse();
    expect(logged({ CI: '', TERM: 'xterm' })).toBeFalse();
    expect(logged({ CI: 'false' })).toBeFalse();
    expect(logged({ CI: 'true' })).toBeTrue();
    expect(logged({ TERM: 'dumb' })).toBeTrue();
    expect(logged({}, new FakeOutput(false))).toBeTrue();
  });
});
