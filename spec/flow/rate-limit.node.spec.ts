import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { fromSource } from '../../src/flow/from-source.js';
import { rateLimit } from '../../src/flow/rate-limit.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { Reader } from '../support/reader.js';

/** A service on this machine that counts, and fails each `failing`-th request. */
async function countingServer(failing: number) {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests++;
    response.statusCode = requests % failing === 0 ? 503 : 200;
    response.end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    requests: () => requests,
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}

/** The most that began in any half-open window. */
function mostWithin(per: number, times: readonly number[]): number {
  let most = 0;
  for (const from of times) {
    most = Math.max(most, times.filter((at) => at >= from && at - from < per).length);
  }
  return most;
}

describe('rateLimit, against a service that counts', () => {
  for (const [limit, per] of [
    [10, 100],
    [1, 7],
    [3, 20.5],
  ] as const) {
    it(`should begin at most ${limit} calls in any ${per} ms, retries among them`, async () => {
      const server = await countingServer(5);
      const times: number[] = [];
      const call = async () => {
        times.push(performance.now());
        const { ok } = await fetch(server.url);
        if (!ok) throw new Error('unavailable');
        return undefined;
      };
      const reader = new Reader<unknown>().read(
        fromSource(Array.from({ length: 60 }, (_, i) => i)).pipe(
          chunkBy(1),
          rateLimit({ limit, per }),
          processChunks(call, { concurrency: 8, retry: { count: 5, delay: 1 } }),
        ),
      );
      await reader.over;
      await server.close();

      expect(reader.items.length).toBe(60);
      expect(times.length).toBeGreaterThan(60);
      expect(server.requests()).toBe(times.length);
      expect(mostWithin(per, times)).toBeLessThanOrEqual(limit);
    });
  }
});
