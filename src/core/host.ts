/** Takes back what was scheduled. */
export type Cancel = () => void;

const waiting = new Map<number, () => void>();
let next = 0;
let channel: MessageChannel | undefined;

/**
 * Runs `callback` in a macrotask of its own, after the host had its turn to paint and to read input.
 * `setImmediate` where it exists, else a message, since a nested `setTimeout` waits 4 ms.
 */
export function onNextMacrotask(callback: () => void): Cancel {
  if (typeof setImmediate === 'function') {
    const handle = setImmediate(callback);
    return () => {
      clearImmediate(handle);
    };
  }
  channel ??= openChannel();
  const id = next++;
  waiting.set(id, callback);
  channel.port2.postMessage(id);
  return () => {
    waiting.delete(id);
  };
}

/** A module that Node brings along. Not by an import, so that the caller also loads where there is none. */
export function builtin<M>(name: string): M | undefined {
  const host = globalThis as {
    process?: { getBuiltinModule?: (name: string) => M | undefined };
  };
  return host.process?.getBuiltinModule?.(name);
}

function openChannel(): MessageChannel {
  const opened = new MessageChannel();
  opened.port1.onmessage = ({ data }: MessageEvent<number>) => {
    const callback = waiting.get(data);
    waiting.delete(data);
    callback?.();
  };
  return opened;
}

declare function setImmediate(callback: () => void): unknown;
declare function clearImmediate(handle: unknown): void;
