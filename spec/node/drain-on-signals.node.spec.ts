import process from 'node:process';
import { drainOnSignals, type DrainOnSignalsOptions } from '../../src/node/drain-on-signals.js';
import { SignalReceivedError } from '../../src/node/signal-received-error.js';
import type { Stop } from '../../src/node/stops-of.js';

const NAMES = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

describe('drainOnSignals', () => {
  const counts = () => NAMES.map((name) => process.listenerCount(name));
  let before: number[];
  let others: readonly (readonly [NodeJS.Signals, NodeJS.SignalsListener])[];
  let npm: string | undefined;

  beforeEach(() => {
    npm = process.env['npm_command'];
    delete process.env['npm_command'];
    // Those of the runner, which would end it.
    others = NAMES.flatMap((name) => process.listeners(name).map((each) => [name, each] as const));
    for (const [name, listener] of others) process.off(name, listener);
    before = counts();
  });

  afterEach(() => {
    for (const [name, listener] of others) process.on(name, listener);
    if (npm !== undefined) process.env['npm_command'] = npm;
  });

  function start(options?: DrainOnSignalsOptions) {
    const log: unknown[] = [];
    let end!: () => void;
    let fail!: (error: unknown) => void;
    const done = new Promise<void>((resolve, reject) => {
      end = resolve;
      fail = reject;
    });
    const run = {
      done,
      drain: (given: unknown) => log.push(['drain', given]),
      abort: (reason: unknown) => log.push(['abort', reason]),
    };
    const remove = drainOnSignals(run, options);
    const settle = async () => {
      for (let i = 0; i < 5; i++) await Promise.resolve();
    };
    return { log, end, fail, remove, settle };
  }

  it('should drain at the first signal and abort at the second, with a reason that names it', () => {
    const { log, remove } = start();
    process.emit('SIGTERM', 'SIGTERM');
    expect(log).toEqual([['drain', { deadline: 10_000 }]]);
    process.emit('SIGINT', 'SIGINT');
    expect(log[1]).toEqual(['abort', new SignalReceivedError('SIGINT')]);
    remove();
    expect((log[1] as [string, SignalReceivedError])[1].message).toBe(
      'received SIGINT a second time',
    );
  });

  it('should leave the third to the platform, when nobody else listens', () => {
    const kill = spyOn(process, 'kill');
    const { log } = start();
    process.emit('SIGTERM', 'SIGTERM');
    process.emit('SIGTERM', 'SIGTERM');
    expect(kill).not.toHaveBeenCalled();
    process.emit('SIGINT', 'SIGINT');
    expect(kill).toHaveBeenCalledOnceWith(process.pid, 'SIGINT');
    expect(log.length).toBe(2);
    expect(counts()).toEqual(before);
  });

  it('should not tell those who listen besides twice', () => {
    const kill = spyOn(process, 'kill');
    const heard: string[] = [];
    const listen = (name: string) => heard.push(name);
    process.on('SIGTERM', listen);
    start();
    for (let i = 0; i < 3; i++) process.emit('SIGTERM', 'SIGTERM');
    process.off('SIGTERM', listen);
    expect(heard.length).toBe(3);
    expect(kill).not.toHaveBeenCalled();
    expect(counts()).toEqual(before);
  });

  it('should listen to what it is told, and to each once', () => {
    const { log, remove } = start({ signals: ['SIGHUP', 'SIGHUP'], deadline: 5 });
    expect(counts()).toEqual([before[0], before[1], (before[2] ?? 0) + 1] as number[]);
    process.emit('SIGHUP', 'SIGHUP');
    remove();
    expect(log).toEqual([['drain', { deadline: 5 }]]);
    expect(counts()).toEqual(before);
  });

  it('should say what it does', () => {
    const stops: Stop[] = [];
    const { remove } = start({ onStop: (stop) => stops.push(stop) });
    process.emit('SIGINT', 'SIGINT');
    process.emit('SIGTERM', 'SIGTERM');
    remove();
    expect(stops).toEqual([
      { how: 'drain', signal: 'SIGINT' },
      { how: 'abort', signal: 'SIGTERM' },
    ]);
  });

  it('should remove its listeners when the run has ended, however it did', async () => {
    for (const how of ['end', 'fail'] as const) {
      const run = start();
      expect(counts()).not.toEqual(before);
      run[how](new Error('failed'));
      await run.settle();
      expect(counts()).toEqual(before);
    }
  });

  it('should let a run go on when it is called off', () => {
    const { log, remove } = start();
    process.emit('SIGINT', 'SIGINT');
    remove();
    remove();
    expect(counts()).toEqual(before);
    expect(log.length).toBe(1);
  });

  describe('below npm', () => {
    beforeEach(() => {
      process.env['npm_command'] = 'start';
      jasmine.clock().install();
    });

    afterEach(() => {
      delete process.env['npm_command'];
      jasmine.clock().uninstall();
    });

    it('should take what comes right after a signal for its echo', () => {
      const { log, remove } = start();
      process.emit('SIGINT', 'SIGINT');
      process.emit('SIGINT', 'SIGINT');
      remove();
      expect(log.length).toBe(1);
    });

    it('should hear the echo also after the run has ended, so that it does not end the process', async () => {
      const run = start();
      process.emit('SIGINT', 'SIGINT');
      run.end();
      await run.settle();
      expect(counts()).not.toEqual(before);
      process.emit('SIGINT', 'SIGINT');
      jasmine.clock().tick(499);
      expect(counts()).not.toEqual(before);
      jasmine.clock().tick(1);
      expect(counts()).toEqual(before);
      expect(run.log.length).toBe(1);
    });

    it('should wait for no echo where no signal came', async () => {
      const run = start();
      run.end();
      await run.settle();
      expect(counts()).toEqual(before);
    });
  });

  it('should refuse what is no run, and wrong options', () => {
    const run = { drain: () => 0, abort: () => 0, done: Promise.resolve() };
    expect(() => drainOnSignals(1 as never)).toThrowError(TypeError, /drainOnSignals: "run"/);
    for (const [options, message] of [
      [{ signals: [] }, /"signals" must be a list of "SIGINT".*received \(array\)/],
      [{ signals: ['SIGKILL'] }, /"signals"/],
      [{ signals: 'SIGINT' }, /"signals"/],
      [{ deadline: -1 }, /"deadline"/],
      [{ onStop: 1 }, /"onStop"/],
      [{ dedline: 1 }, /did you mean "deadline"/],
    ] as const) {
      expect(() => drainOnSignals(run, options as never)).toThrowError(message);
    }
    expect(counts()).toEqual(before);
  });
});
