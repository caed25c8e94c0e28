import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DATABASE } from './support/page-faults.js';
import { servePage, type ServedPage } from './support/serve-page.js';
import { WebRun } from './support/web-run.js';

/** What befalls the records of a run, behind the back of the library. */
type Harm = 'lost' | 'doubled' | 'torn off';

// Who finds nothing after kills has to be known to find what there is.
describe('what the browser specs judge by', () => {
  let profile: string;
  let served: ServedPage;
  let run: WebRun;

  beforeEach(async () => {
    profile = await mkdtemp(join(tmpdir(), 'sluice-web-'));
    served = await servePage('spec/faults/web/page.script.ts');
    run = new WebRun(profile, served.url, {
      ...{ store: 'dexieStore', durability: 'relaxed', identity: 'position', seed: 1, count: 300 },
    });
  }, 60_000);

  afterEach(async () => {
    await run.close();
    await served.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  const found: Readonly<Record<Harm, RegExp>> = {
    lost: /lost|missing|corrupt|not stored|damaged/i,
    doubled: /twice|corrupt|counted|damaged/i,
    'torn off': /acknowledged and not stored/,
  };
  for (const harm of ['lost', 'doubled', 'torn off'] as const) {
    it(`should tell that a record is ${harm}`, async () => {
      await run.attempt(50);
      const { page } = await run.open();
      await page.evaluate(befall, { harm, database: DATABASE });
      const said = await run.look(page).then(
        () => run.problems.join('\n'),
        (error: unknown) => String(error),
      );
      expect(said).toMatch(found[harm]);
    }, 60_000);
  }
});

/** Runs in the page: takes the third of six records away, writes it once more, or the last away. */
function befall({ harm, database }: { harm: string; database: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(database);
    request.onsuccess = () => {
      const transaction = request.result.transaction('sluice', 'readwrite');
      const store = transaction.objectStore('sluice');
      const keys = store.getAllKeys();
      keys.onsuccess = () => {
        const [, first = '', , third = ''] = keys.result;
        const last = keys.result.at(-1) as [string, number];
        if (harm === 'lost') store.delete(third);
        else if (harm === 'torn off') store.delete(last);
        else {
          const read = store.get(first);
          read.onsuccess = () =>
            store.put({ ...(read.result as object), seq: last[1] + 1 }, [last[0], last[1] + 1]);
        }
      };
      transaction.oncomplete = () => {
        request.result.close();
        resolve();
      };
      transaction.onabort = () => {
        reject(new Error('undone'));
      };
    };
  });
}
