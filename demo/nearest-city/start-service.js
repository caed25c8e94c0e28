// @ts-check
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/**
 * Starts the demo service in a process of its own, so that its computing takes none of our thread.
 * @param {{ port: number, reliable: boolean }} options port 0: any free one
 * @returns {Promise<{ url: string, stop(): void }>} once it listens
 */
export async function startService({ port, reliable }) {
  const flags = ['--port', String(port), ...(reliable ? ['--reliable'] : [])];
  const child = fork(fileURLToPath(new URL('service.js', import.meta.url)), flags);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the service ended before it listened (exit code ${code})`);
  });
  const [{ port: openPort }] = await Promise.race([once(child, 'message'), ended]);
  return {
    url: `http://127.0.0.1:${openPort}/nearest`,
    stop: () => child.disconnect(),
  };
}
