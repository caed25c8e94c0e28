import { map, NEVER } from 'rxjs';
import { fromSource } from '../../../src/flow/from-source.js';
import { mapConcurrent } from '../../../src/work/map-concurrent.js';
import { Probe, probedSources } from '../../support/probe.js';
import { Reader } from '../../support/reader.js';
import { macrotask } from '../../support/ticks.js';

for (const [kind, probed] of Object.entries(probedSources)) {
  describe(`fromSource of ${kind}, left before its end`, () => {
    let probe: Probe;
    let reader: Reader;

    beforeEach(() => {
      probe = new Probe();
      reader = new Reader();
    });

    const source = () => fromSource<number>(probed(probe), { flow: null });

    /** Nothing is pulled any more, and it was closed once, after the signal. */
    async function expectClosed(pulls: number): Promise<void> {
      // Until nothing that was under way can be under way any more.
      for (let i = 0; i < 5; i++) await macrotask();

      expect(probe.pulls).withContext('pulls').toBe(pulls);
      expect(probe.closed).withContext('times closed').toBe(1);
      expect(probe.log.slice(-2)).toEqual(['abort', 'close']);
    }

    it('should be closed from inside next', async () => {
      reader.onItem = (item) => {
        if (item === 2) reader.leave();
      };
      reader.read(source());
      await reader.over;

      await expectClosed(3);
      expect(reader.items).toEqual([0, 1, 2]);
    });

    it('should be closed from inside next of the first item', async () => {
      reader.onItem = () => reader.leave();
      reader.read(source());
      await reader.over;

      await expectClosed(1);
      expect(reader.items).toEqual([0]);
    });

    it('should be closed when an operator below fails', async () => {
      const failing = (item: number) => {
        if (item < 2) return item;
        throw 'no more';
      };
      reader.read(source().pipe(map(failing)));
      await reader.over;

      await expectClosed(3);
      expect(reader.items).toEqual([0, 1]);
      expect(reader.end).toEqual({ error: 'no more' });
    });

    it('should be closed while it is parked', async () => {
      const gated$ = fromSource<number>(probed(probe)).pipe(
        mapConcurrent(() => NEVER, { concurrency: 2, prefetch: 1 }),
      );
      reader.read(gated$);
      for (let i = 0; i < 5; i++) await macrotask();
      expect(probe.pulls).toBe(3);
      reader.leave();

      await expectClosed(3);
    });

    it('should be closed after its own code has left it', async () => {
      probe.inPull = (item) => {
        if (item < 2) return;
        reader.leave();
        expect(probe.closed).withContext('times closed while it runs').toBe(0);
      };
      reader.read(source());
      await reader.over;

      await expectClosed(3);
      expect(reader.items).toEqual([0, 1]);
    });

    it('should be closed after its own code has left it and thrown', async () => {
      probe.inPull = (item) => {
        if (item < 2) return;
        reader.leave();
        throw 'nobody listens';
      };
      reader.read(source());
      await reader.over;

      await expectClosed(3);
      expect(reader.items).toEqual([0, 1]);
    });

    it('should be closed once when it is left again while it is being closed', async () => {
      probe.onClose = () => reader.leave();
      reader.onItem = (item) => {
        if (item === 1) reader.leave();
      };
      reader.read(source());
      await reader.over;

      await expectClosed(2);
    });

    it('should be closed when the function that makes it leaves it', async () => {
      const make = probed(probe);
      reader.read(
        fromSource<number>(
          (context) => {
            const made = make(context);
            reader.leave();
            return made;
          },
          { flow: null },
        ),
      );
      for (let i = 0; i < 5; i++) await macrotask();

      expect(probe.pulls).toBe(0);
      expect(reader.items).toEqual([]);
      // A generator that was never started runs no code that could tell.
      expect(probe.log).toEqual(kind.endsWith('generator') ? [] : ['abort', 'close']);
    });

    it('should be closed while it yields to the host, and not be read afterwards', async () => {
      let now = 0;
      spyOn(performance, 'now').and.callFake(() => (now += 10)); // each look uses the slice up
      reader.read(source());
      while (reader.items.length < 10) await Promise.resolve();
      for (let seen = -1; seen < probe.pulls; await Promise.resolve()) {
        seen = probe.pulls;
        for (let i = 0; i < 20; i++) await Promise.resolve();
      }
      const pulls = probe.pulls;
      reader.leave();

      await expectClosed(pulls);
    });
  });
}
