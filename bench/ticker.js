// @ts-check
import { clearImmediate, setImmediate } from 'node:timers';

/**
 * Watches the event loop from beside the measured code: one `setImmediate` after the other, noting
 * the longest time between two of them. `stop` counts the gap that is still open.
 */
export function startTicker() {
  let longest = 0;
  let last = performance.now();
  const note = () => {
    const now = performance.now();
    if (now - last > longest) longest = now - last;
    last = now;
  };
  const tick = () => {
    note();
    handle = setImmediate(tick);
  };
  let handle = setImmediate(tick);
  return {
    stop() {
      clearImmediate(handle);
      note();
      return longest;
    },
  };
}
