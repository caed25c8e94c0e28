import { once } from 'node:events';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { NEVER, of, Subject } from 'rxjs';
import { chunkBy } from '../../../src/chunk/chunk-by.js';
import { SourceConsumedError } from '../../../src/core/source-consumed-error.js';
import { SourceTypeError } from '../../../src/core/source-type-error.js';
import { createFlow } from '../../../src/flow/create-flow.js';
import type { FlowEvent } from '../../../src/flow/events.js';
import { fromSource } from '../../../src/flow/from-source.js';
import { mapConcurrent } from '../../../src/work/map-concurrent.js';
import { processChunks } from '../../../src/work/process-chunks.js';
import { Reader } from '../../support/reader.js';
import { macrotask } from '../../support/ticks.js';

const free = { flow: null };

async function settled(): Promise<void> {
  for (let i = 0; i < 5; i++) await macrotask();
}

/** A stream of objects that gives nothing by itself. */
const silent = () => new Readable({ objectMode: true, read: () => undefined });

describe('fromSource of a Node Readable', () => {
  it('should read the objects of object mode', async () => {
    const reader = new Reader().read(fromSource<number>(Readable.from([1, 2, 3]), free));
    await reader.over;

    expect(reader.items).toEqual([1, 2, 3]);
    expect(reader.end).toBe('complete');
  });

  it('should read the buffers of byte mode', async () => {
    const stream = new PassThrough();
    const reader = new Reader<Buffer>().read(fromSource<Buffer>(stream, free));
    stream.write('ab');
    await settled();
    stream.write('cd');
    await settled();
    stream.end('ef');
    await reader.over;

    expect(reader.items.map(String)).toEqual(['ab', 'cd', 'ef']);
  });

  it('should read the strings of a stream with an encoding, and nothing of an empty one', async () => {
    const text = new PassThrough({ encoding: 'utf8' });
    text.end('grüß');
    const reader = new Reader<string>().read(fromSource<string>(text, free));
    await reader.over;
    expect(reader.items.join('')).toBe('grüß');

    const empty = new Reader().read(fromSource<number>(Readable.from([]), free));
    await empty.over;
    expect(empty.items).toEqual([]);
    expect(empty.end).toBe('complete');
  });

  it('should read a stream that had ended before it was subscribed', async () => {
    const stream = Readable.from([]);
    stream.resume();
    await once(stream, 'end');
    const reader = new Reader().read(fromSource<number>(stream, free));
    await reader.over;

    expect(reader.end).toBe('complete');
  });

  it('should have it in pages, of which a chunker takes slices', async () => {
    const stream = silent();
    for (let i = 0; i < 5; i++) stream.push(i);
    stream.push(null);
    const chunks: unknown[] = [];
    const reader = new Reader<unknown>().read(
      fromSource<number>(stream).pipe(
        chunkBy(2),
        processChunks((items) => {
          chunks.push(items);
          return undefined;
        }),
      ),
    );
    await reader.over;

    expect(chunks).toEqual([[0, 1], [2, 3], [4]]);
  });

  it('should read no further than its buffer while the gate is closed', async () => {
    let made = 0;
    const stream = new Readable({
      objectMode: true,
      highWaterMark: 4,
      read() {
        this.push(made++);
      },
    });
    const working: Subject<number>[] = [];
    const reader = new Reader().read(
      fromSource<number>(stream).pipe(
        mapConcurrent(
          () => {
            const work$ = new Subject<number>();
            working.push(work$);
            return work$;
          },
          { concurrency: 1, prefetch: 0 },
        ),
      ),
    );
    await settled();
    const before = made;
    await settled();

    expect(working.length).toBe(1);
    expect(made).toBe(before);
    // One page of at most 500, and what the stream reads ahead.
    expect(made).toBeLessThanOrEqual(500 + 2 * 4);
    reader.leave();
  });

  it('should destroy it once when it is left, also one that is silent', async () => {
    const stream = silent();
    const destroy = spyOn(stream, 'destroy').and.callThrough();
    const reader = new Reader().read(fromSource<number>(stream, free));
    stream.push(1);
    await settled();
    reader.leave();
    await settled();

    expect(reader.items).toEqual([1]);
    expect(destroy).toHaveBeenCalledTimes(1);
    expect(stream.destroyed).toBeTrue();
    expect(stream.listenerCount('readable')).toBe(0);
    expect(stream.listenerCount('end')).toBe(0);
  });

  it('should destroy it when it is left while it is parked', async () => {
    const stream = Readable.from([1, 2, 3]);
    const reader = new Reader().read(
      fromSource<number>(stream).pipe(mapConcurrent(() => NEVER, { concurrency: 1, prefetch: 0 })),
    );
    await settled();
    reader.leave();

    expect(stream.destroyed).toBeTrue();
  });

  it('should give back a socket on which nothing comes', async () => {
    const accepted: Socket[] = [];
    const server = createServer((socket) => accepted.push(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    await once(socket, 'connect');
    const reader = new Reader<Buffer>().read(fromSource<Buffer>(socket, free));
    await settled();
    const closed = once(socket, 'close');
    reader.leave();
    await closed;
    accepted.forEach((peer) => peer.destroy());
    server.close();

    expect(socket.destroyed).toBeTrue();
    expect(reader.items).toEqual([]);
  });

  it('should leave none of its listeners for data on a stream that has ended', async () => {
    const stream = Readable.from([1, 2]);
    const reader = new Reader().read(fromSource<number>(stream, free));
    await reader.over;

    for (const event of ['readable', 'end', 'data']) {
      expect(stream.listenerCount(event)).withContext(event).toBe(0);
    }
  });

  describe('that fails', () => {
    it('should pass on its error after what came before it', async () => {
      const stream = silent();
      const reader = new Reader().read(fromSource<number>(stream, free));
      stream.push(1);
      await settled();
      stream.destroy(new Error('reset'));
      await reader.over;

      expect(reader.items).toEqual([1]);
      expect(reader.end).toEqual({ error: new Error('reset') });
    });

    it('should pass on an error that came before it was subscribed', async () => {
      const stream = silent();
      stream.on('error', () => undefined);
      stream.destroy(new Error('reset'));
      await settled();
      const reader = new Reader().read(fromSource<number>(stream, free));
      await reader.over;

      expect(reader.end).toEqual({ error: new Error('reset') });
    });

    it('should pass on an error that is on its way while it is subscribed', async () => {
      const stream = silent();
      stream.destroy(new Error('reset'));
      const reader = new Reader().read(fromSource<number>(stream, free));
      await reader.over;
      await settled();

      expect(reader.end).toEqual({ error: new Error('reset') });
    });

    it('should keep an error that comes while it is parked, and pass it on when it is read', async () => {
      const stream = silent();
      const work$ = new Subject<number>();
      const reader = new Reader().read(
        fromSource<number>(stream).pipe(
          mapConcurrent(() => work$, { concurrency: 1, prefetch: 0 }),
        ),
      );
      stream.push(1);
      await settled();
      stream.destroy(new Error('reset'));
      await settled();
      expect(reader.end).toBeUndefined();
      work$.complete();
      await reader.over;

      expect(reader.end).toEqual({ error: new Error('reset') });
    });

    it('should keep the error of a stream that does not remember it', async () => {
      const stream = silent();
      Object.defineProperty(stream, 'errored', { value: undefined });
      const work$ = new Subject<number>();
      const reader = new Reader().read(
        fromSource<number>(stream).pipe(
          mapConcurrent(() => work$, { concurrency: 1, prefetch: 0 }),
        ),
      );
      stream.push(1);
      await settled();
      stream.destroy(new Error('reset'));
      await settled();
      work$.complete();
      await reader.over;

      expect(reader.end).toEqual({ error: new Error('reset') });
    });

    it('should fail with SourceTypeError when it is destroyed before its end', async () => {
      const ends = {
        'while it is read': (stream: Readable) => setImmediate(() => stream.destroy()),
        'before it is subscribed': (stream: Readable) => stream.destroy(),
      };
      for (const [when, end] of Object.entries(ends)) {
        const stream = silent();
        end(stream);
        const reader = new Reader().read(fromSource<number>(stream, free));
        await reader.over;

        const { error } = reader.end as { error: SourceTypeError };
        expect(error).withContext(when).toBeInstanceOf(SourceTypeError);
        expect(error.message).toBe('fromSource: the stream was destroyed before its end');
        expect(error.received).toBe(stream);
      }
    });

    it('should tell its flow when destroying it fails', async () => {
      const stream = new Readable({
        objectMode: true,
        read: () => undefined,
        destroy: (_, callback) => callback(new Error('stuck')),
      });
      const flow = createFlow();
      const events: FlowEvent[] = [];
      flow.events$.subscribe((event) => events.push(event));
      const reader = new Reader().read(fromSource<number>(stream, { flow }));
      reader.leave();
      await settled();

      expect(events).toEqual([{ type: 'closeFailed', reason: new Error('stuck') }]);
    });
  });

  it('should be read once, and again when a function makes it', async () => {
    const stream$ = fromSource<number>(Readable.from([1]), free);
    const first = new Reader().read(stream$);
    await first.over;
    const second = new Reader().read(stream$);
    expect(second.end).toEqual({ error: jasmine.any(SourceConsumedError) });

    const made$ = fromSource<number>(() => Readable.from([1]), free);
    for (let i = 0; i < 2; i++) {
      const reader = new Reader().read(made$);
      await reader.over;
      expect(reader.items).toEqual([1]);
    }
  });

  it('should work with synchronous work below, item by item', async () => {
    const items = Array.from({ length: 2_000 }, (_, i) => i);
    const reader = new Reader().read(
      fromSource<number>(Readable.from(items)).pipe(mapConcurrent((item) => of(item))),
    );
    await reader.over;

    expect(reader.items).toEqual(items);
  });
});
