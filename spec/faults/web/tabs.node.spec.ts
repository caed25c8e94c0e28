import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DATABASE, WEB_STORES, type PageFaults } from './support/page-faults.js';
import { servePage, type ServedPage } from './support/serve-page.js';
import { WebRun, type WebPlan } from './support/web-run.js';
import { within } from './support/within.js';

const MINUTE = 60_000;
const SIZE = 50;
const COUNT = 5000;
const QUOTA = 5 * 1024 * 1024;
/** Nothing is done before something has befallen it. */
const HELD = { holdFrom: 3000 };

for (const store of WEB_STORES) {
  describe(`a run in a page, by ${store}`, () => {
    let profile: string;
    let served: ServedPage;
    let run: WebRun;

    beforeEach(async () => {
      profile = await mkdtemp(join(tmpdir(), 'sluice-web-'));
      served = await servePage('spec/faults/web/page.script.ts');
    });

    afterEach(async () => {
      await run.close();
      await served.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    });

    function started(plan: Partial<WebPlan> = {}): void {
      run = new WebRun(profile, served.url, {
        ...{ store, durability: 'relaxed', identity: 'position', seed: 1, count: COUNT, ...plan },
      });
    }

    const origin = () => new URL(served.url).origin;

    it(
      'should be the only one of two, and go on in the other when its page is killed',
      async () => {
        started();
        const first = await run.open();
        void run.run(first.page, { ...run.task(SIZE), ...HELD });
        await within('the first gets on', run.reached(20));
        const second = await run.open();
        const refused = await run.run(second.page, run.task(SIZE));
        expect(refused?.name).toBe('RunLockedError');

        const crashed = first.page.waitForEvent('crash');
        first.session.send('Page.crash').catch(() => undefined);
        await within('the first is gone', crashed);
        run.ends++;
        const error = await within('the second', run.run(second.page, run.task(SIZE)));
        expect(error).toBeUndefined();
        await run.judge();
        expect(run.problems).toEqual([]);
      },
      MINUTE,
    );

    it(
      'should end by StoreLostError when its data is cleared',
      async () => {
        started();
        const { page, session } = await run.open();
        const ending = run.run(page, { ...run.task(SIZE), ...HELD });
        await within('it gets on', run.acknowledged());
        await session.send('Storage.clearDataForOrigin', {
          origin: origin(),
          storageTypes: 'indexeddb',
        });
        await page.evaluate(goOn);
        const error = await within('it is told', ending);
        expect(error?.name).toBe('StoreLostError');
        expect(error?.fields['items']).toBeGreaterThan(0);
      },
      MINUTE,
    );

    it(
      'should keep what it has when its quota is spent, and go on when there is room again',
      async () => {
        // When a browser notices, and how much it lets through until then, it leaves open.
        started({ padding: 20_000 });
        const { page, session } = await run.open();
        await session.send('Storage.overrideQuotaForOrigin', {
          origin: origin(),
          quotaSize: QUOTA,
        });
        const refused = await within('it is told', run.run(page, run.task(SIZE)));
        expect([refused?.name, refused?.fields['full']]).toEqual(['StoreWriteError', true]);
        run.ends++;
        const { ids } = await run.look(page);
        expect(ids.length).toBeLessThan(COUNT);
        expect(ids.length % SIZE).toBe(0);

        await session.send('Storage.overrideQuotaForOrigin', { origin: origin() });
        const error = await within('it goes on', run.run(page, run.task(SIZE)));
        expect(error).toBeUndefined();
        await run.judge();
        expect(run.problems).toEqual([]);
      },
      MINUTE,
    );

    it(
      'should lose nothing in a page that is slow, hidden and frozen',
      async () => {
        started();
        const { page, session } = await run.open();
        await session.send('Emulation.setCPUThrottlingRate', { rate: 20 });
        const ending = run.run(page, { ...run.task(SIZE), ...HELD });
        await within('it gets on', run.acknowledged());
        const other = await run.open();
        await other.page.bringToFront();
        await session.send('Page.setWebLifecycleState', { state: 'frozen' });
        await run.look(other.page);
        await session.send('Page.setWebLifecycleState', { state: 'active' });
        await page.evaluate(goOn);
        expect(await within('it ends', ending)).toBeUndefined();
        await run.judge();
        expect([run.problems, run.again]).toEqual([[], 0]);
      },
      MINUTE,
    );

    it(
      'should not be in the way of a page that opens a newer version',
      async () => {
        started();
        const first = await run.open();
        const ending = run.run(first.page, { ...run.task(SIZE), ...HELD });
        await within('it gets on', run.reached(20));
        const other = await run.open();
        await within('the newer one opens', other.page.evaluate(openNewer, DATABASE));
        await first.page.evaluate(goOn);
        const error = await within('it is told', ending);
        // Dexie opens what is newer, as long as its own tables are there.
        if (error !== undefined) expect(error.name).toBe('StoreVersionError');
        expect(error === undefined).toBe(store === 'dexieStore');
        expect(run.problems).toEqual([]);
      },
      MINUTE,
    );
  });
}

/** Runs in the page. */
function goOn(): void {
  (globalThis as unknown as { readonly faults: PageFaults }).faults.goOn();
}

/** Runs in the page. */
function openNewer(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 99);
    request.onsuccess = () => {
      request.result.close();
      resolve();
    };
    request.onerror = () => {
      reject(new Error('refused'));
    };
  });
}
