import { builtin, onNextMacrotask } from '../../src/core/host.js';

interface Immediate {
  setImmediate?: unknown;
  clearImmediate?: unknown;
}
const host = globalThis as Immediate;

/** The function as a host without `setImmediate` sees it. */
function withoutImmediate(callback: () => void) {
  const { setImmediate } = host;
  host.setImmediate = undefined;
  try {
    return onNextMacrotask(callback);
  } finally {
    host.setImmediate = setImmediate;
  }
}

/** The function as a host with `setImmediate` sees it, also in a browser. */
function withImmediate(callback: () => void) {
  const { setImmediate, clearImmediate } = host;
  host.setImmediate ??= (callback: () => void) => setTimeout(callback);
  host.clearImmediate ??= (handle: number) => clearTimeout(handle);
  try {
    const cancel = onNextMacrotask(callback);
    const clear = host.clearImmediate;
    return () => {
      host.clearImmediate = clear;
      cancel();
      host.clearImmediate = clearImmediate;
    };
  } finally {
    host.setImmediate = setImmediate;
    host.clearImmediate = clearImmediate;
  }
}

const paths = [
  ['setImmediate', withImmediate],
  ['a message', withoutImmediate],
] as const;

for (const [path, onMacrotask] of paths) {
  describe(`onNextMacrotask by ${path}`, () => {
    const next = () => new Promise<void>((resolve) => onMacrotask(resolve));

    it('should not run the callback at once, nor in a microtask', async () => {
      const callback = jasmine.createSpy();
      onMacrotask(callback);
      expect(callback).not.toHaveBeenCalled();
      for (let i = 0; i < 10; i++) await Promise.resolve();
      expect(callback).not.toHaveBeenCalled();
      await next();

      expect(callback).toHaveBeenCalledTimes(1);
    });

    it('should run each callback in a macrotask of its own, in order', async () => {
      const log: string[] = [];
      for (const name of ['a', 'b', 'c']) {
        onMacrotask(() => {
          log.push(name);
          void Promise.resolve().then(() => log.push(`microtask of ${name}`));
        });
      }
      await next();

      const expected = ['a', 'microtask of a', 'b', 'microtask of b', 'c', 'microtask of c'];
      expect(log).toEqual(expected);
    });

    it('should not run a callback that was taken back, and run the others', async () => {
      const log: string[] = [];
      onMacrotask(() => log.push('a'));
      const cancel = onMacrotask(() => log.push('b'));
      onMacrotask(() => log.push('c'));
      cancel();
      cancel();
      await next();

      expect(log).toEqual(['a', 'c']);
    });

    it('should take back nothing when the callback has run', async () => {
      const callback = jasmine.createSpy();
      const cancel = onMacrotask(callback);
      await next();
      const other = jasmine.createSpy();
      onMacrotask(other);
      cancel();
      await next();

      expect(callback).toHaveBeenCalledTimes(1);
      expect(other).toHaveBeenCalledTimes(1);
    });

    it('should let a callback schedule the next one', async () => {
      const log: string[] = [];
      await new Promise<void>((resolve) => {
        onMacrotask(() => {
          log.push('a');
          onMacrotask(() => {
            log.push('b');
            resolve();
          });
          log.push('end of a');
        });
      });

      expect(log).toEqual(['a', 'end of a', 'b']);
    });
  });
}

describe('onNextMacrotask', () => {
  it('should prefer setImmediate, since it is the cheaper one', () => {
    const { setImmediate, clearImmediate } = host;
    const schedule = jasmine.createSpy('setImmediate').and.returnValue('handle');
    const clear = jasmine.createSpy('clearImmediate');
    const callback = jasmine.createSpy();
    host.setImmediate = schedule;
    host.clearImmediate = clear;
    try {
      onNextMacrotask(callback)();
    } finally {
      host.setImmediate = setImmediate;
      host.clearImmediate = clearImmediate;
    }

    expect(schedule).toHaveBeenCalledOnceWith(callback);
    expect(clear).toHaveBeenCalledOnceWith('handle');
  });
});

describe('builtin', () => {
  const { process } = globalThis as { process?: { getBuiltinModule?: unknown } };

  it('should give what Node brings along, and nothing where there is no Node', () => {
    expect(builtin<{ open: unknown }>('node:fs') !== undefined).toBe(process !== undefined);
    expect(builtin('node:no-such-module')).toBeUndefined();
  });

  it('should give nothing in a Node that cannot be asked', () => {
    const target = globalThis as { process?: unknown };
    const before = Object.getOwnPropertyDescriptor(target, 'process');
    Object.defineProperty(target, 'process', { value: {}, configurable: true });
    try {
      expect(builtin('node:fs')).toBeUndefined();
    } finally {
      if (before === undefined) delete target.process;
      else Object.defineProperty(target, 'process', before);
    }
  });
});
