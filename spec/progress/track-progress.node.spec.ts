import { of, Subject } from 'rxjs';
import { trackProgress } from '../../src/progress/track-progress.js';
import { runScript } from '../support/run-script.js';

describe('trackProgress, in Node', () => {
  it('should pass a million synchronous results with a small stack', async () => {
    const flags = ['--stack-size=200'];
    const script = 'spec/progress/track-progress.script.ts';
    const { code, stdout, stderr } = await runScript(script, { flags });

    expect(stderr).toBe('');
    expect(stdout).toBe('1000000 emitted, 1000000 told\n'.repeat(4));
    expect(code).toBe(0);
  });

  it('should leave no handle, however it ends', () => {
    const timers = () =>
      process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    of(1, 2)
      .pipe(trackProgress(() => undefined))
      .subscribe();
    const source$ = new Subject<number>();
    const subscription = source$.pipe(trackProgress(() => undefined)).subscribe();
    source$.next(1);
    expect(timers()).toBe(before + 1);
    subscription.unsubscribe();

    expect(timers()).toBe(before);
  });
});
