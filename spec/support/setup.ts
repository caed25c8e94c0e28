/**
 * Loaded before every spec. A spec fails when something went wrong behind its back: an error that
 * nobody subscribed to, or a warning that nobody asked for. Uncaught exceptions and unhandled
 * rejections Jasmine reports by itself.
 */
import { config } from 'rxjs';
import { takeUnhandled, takeWarnings, unhandled, warnings } from './claims.js';

const settle = setTimeout; // the real one, also under jasmine.clock()

config.onUnhandledError = (error: unknown) => unhandled.push(error);
console.warn = (...parts: unknown[]) => warnings.push(parts.map(String).join(' '));

if (typeof process === 'object') {
  process.on('warning', (warning) => {
    // Node's word for abort listeners that nobody removed.
    if (warning.name === 'MaxListenersExceededWarning') warnings.push(warning.message);
  });
}

afterEach(async () => {
  // RxJS reports in a macrotask.
  await new Promise((resolve) => settle(resolve, 1));
  for (const error of takeUnhandled()) fail(new Error('unclaimed error', { cause: error }));
  for (const warning of takeWarnings()) fail(`unclaimed warning: ${warning}`);
});
