import process from 'node:process';
import { NEVER, takeUntil } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { drainWhen } from '../../src/flow/drain-when.js';
import { fromSource } from '../../src/flow/from-source.js';
import { stopSignals } from '../../src/node/stop-signals.js';
import { processChunks } from '../../src/work/process-chunks.js';

describe('stopSignals', () => {
  const counts = () => [process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')];
  let before: number[];
  let others: NodeJS.SignalsListener[];
  let npm: string | undefined;

  beforeEach(() => {
    npm = process.env['npm_command'];
    delete process.env['npm_command'];
    others = process.listeners('SIGINT');
    for (const listener of others) process.off('SIGINT', listener);
    before = counts();
  });

  afterEach(() => {
    for (const listener of others) process.on('SIGINT', listener);
    if (npm !== undefined) process.env['npm_command'] = npm;
  });

  it('should listen with the first subscription, once, and stop with the last', () => {
    const { drain$, abort$ } = stopSignals();
    expect(counts()).toEqual(before);
    const drains = drain$.subscribe();
    const aborts = abort$.subscribe();
    expect(counts()).toEqual(before.map((count) => count + 1));
    drains.unsubscribe();
    expect(counts()).not.toEqual(before);
    aborts.unsubscribe();
    expect(counts()).toEqual(before);
  });

  it('should tell the first signal from later ones, and count anew for each pipeline', () => {
    const { drain$, abort$ } = stopSignals({ signals: ['SIGTERM'] });
    for (let i = 0; i < 2; i++) {
      const log: string[] = [];
      const all = drain$.subscribe((name) => log.push(`drain ${name}`));
      all.add(abort$.subscribe((name) => log.push(`abort ${name}`)));
      expect(process.listenerCount('SIGINT')).toBe(before[0] ?? 0);
      for (let left = 3; left > 0; left--) process.emit('SIGTERM', 'SIGTERM');
      all.unsubscribe();
      expect(log).toEqual(['drain SIGTERM', 'abort SIGTERM', 'abort SIGTERM']);
    }
  });

  it('should drain a pipeline, then leave it, and give the signals back', () => {
    const { drain$, abort$ } = stopSignals();
    const log: string[] = [];
    fromSource([1, 2, 3])
      .pipe(
        drainWhen(drain$),
        chunkBy(1),
        processChunks((_, { signal }) => {
          signal.addEventListener('abort', () => log.push('aborted'));
          return NEVER;
        }),
        takeUntil(abort$),
      )
      .subscribe({ complete: () => log.push('completed') });
    process.emit('SIGINT', 'SIGINT');
    expect(log).toEqual([]);
    process.emit('SIGINT', 'SIGINT');
    expect(log).toContain('aborted');
    expect(log.filter((word) => word === 'completed').length).toBe(1);
    expect(counts()).toEqual(before);
  });

  it('should hear the echo of npm also after the end', () => {
    process.env['npm_command'] = 'start';
    jasmine.clock().install();
    const log: string[] = [];
    const listening = stopSignals().drain$.subscribe((name) => log.push(name));
    process.emit('SIGINT', 'SIGINT');
    listening.unsubscribe();
    process.emit('SIGINT', 'SIGINT');
    jasmine.clock().tick(499);
    expect(counts()).not.toEqual(before);
    jasmine.clock().tick(1);
    expect(counts()).toEqual(before);
    expect(log).toEqual(['SIGINT']);
    jasmine.clock().uninstall();
    delete process.env['npm_command'];
  });

  it('should refuse wrong options at the call', () => {
    expect(() => stopSignals({ signals: ['SIGUSR1' as never] })).toThrowError(
      RangeError,
      /stopSignals: "signals" must be a list/,
    );
    expect(() => stopSignals({ signal: ['SIGINT'] } as never)).toThrowError(/did you mean/);
  });
});
