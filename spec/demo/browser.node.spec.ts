import { pbkdf2Sync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';

/** What a page tells of itself while a spec drives it. */
interface Told {
  readonly shifts: { value: number };
}

interface Demo {
  readonly url: string;
  readonly browser: Browser;
  close(): Promise<void>;
}

// Served and opened as by its reader, from the top of the repository, not bundled into the spec.
const { openBrowserDemo } = (await import(join(process.cwd(), 'scripts/browser-demo.mjs'))) as {
  openBrowserDemo(): Promise<Demo>;
};
const UNPACKING_TOO = 60_000;
/** What is out of sight may jump without being told. */
const ALL_IN_SIGHT = { width: 900, height: 1_400 };

describe('demo/browser', () => {
  let demo: Demo;
  let page: Page;
  let errors: string[];

  beforeAll(async () => {
    demo = await openBrowserDemo();
  }, UNPACKING_TOO);

  afterAll(() => demo.close());

  beforeEach(async () => {
    errors = [];
    const context = await demo.browser.newContext({ viewport: ALL_IN_SIGHT });
    page = watched(await context.newPage());
    await page.addInitScript(() => {
      const shifts = { value: 0 };
      Object.assign(globalThis, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          shifts.value += (entry as unknown as { readonly value: number }).value;
        }
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto(demo.url);
  });

  afterEach(async () => {
    await page.context().close();
    expect(errors).withContext('console').toEqual([]);
  });

  it('should have a name for every control, a live status, and nothing to press before a file', async () => {
    const tree = await page.locator('main').ariaSnapshot();

    for (const node of [
      'heading "Every row of a file, in this page" [level=1]',
      'group "File"',
      'button "CSV or JSON Lines, also packed by gzip"',
      'spinbutton "Or rows to make": "200000"',
      'button "Make a file"',
      'button "Run" [disabled]',
      'button "Pause" [disabled]',
      'button "Stop" [disabled]',
      'status: Choose a file, or make one.',
      'progressbar "Rows done"',
      'table "Stored runs"',
      'table "First results"',
      'table "Failures by reason"',
    ]) {
      expect(tree).toContain(`- ${node}`);
    }
  });

  it('should run every row of a file that it makes, and let nothing jump', async () => {
    await makeFile(4_000);
    await press('Run');
    await says(/^Done: 4,000 rows in \d+ s, 6 failed\.$/);

    expect(await figure('Done')).toBe('4,000 of 4,000');
    expect(await figure('Failed')).toBe('6');
    expect(await figure('In work')).toBe('0');
    expect(await figure('Tasks over 50 ms')).toMatch(/^(none|\d+, up to \d+ ms)$/);
    expect(await share()).toBe(1);
    expect((await rowsOf('First results')).length).toBe(10);
    expect(await rowsOf('Failures by reason')).toEqual([
      [
        '4',
        'email without @',
        'row 500: {"id":"500","name":"Radia","email":"Radia.500example.org","city":"London"}',
      ],
      ['2', 'malformed line', 'made.csv:1251: 2 fields, and not 4: "1250,Barbara"'],
    ]);
    expect(await page.evaluate(() => (globalThis as unknown as Told).shifts.value)).toBe(0);
  });

  it('should stand still while it is paused, and go on where it was', async () => {
    await makeFile(20_000);
    await runUntil('Pause');
    await says(/^Paused/);
    await page.waitForFunction(() => document.getElementById('running')?.textContent === '0');
    const before = await page.locator('dl').innerText();
    await workElsewhere(1_000);

    expect(await page.locator('dl').innerText()).toBe(before);
    expect(await figure('Waits for')).toBe('pause');
    const rows = numberOf(await figure('Done'));
    expect(rows).toBeGreaterThan(0);
    expect(rows).toBeLessThan(20_000);

    await press('Resume');
    await says(/^Done: 20,000 rows in \d+ s, 28 failed\.$/);
  });

  it('should finish what was read when it is stopped, paused or not, and go on from there', async () => {
    await makeFile(20_000);
    for (const alsoPaused of [false, true]) {
      await runUntil(alsoPaused ? 'Pause' : 'Stop');
      if (alsoPaused) {
        await says(/^Paused/);
        await press('Stop');
      }
      const [, said = ''] = await says(/^Stopped: ([\d,]+) rows.* The rest was not read\.$/);

      const rows = numberOf(await figure('Done'));
      expect(rows).toBe(numberOf(said));
      expect(await figure('In work')).toBe('0');
      expect(rows).toBeGreaterThan(0);
      expect(rows).toBeLessThan(20_000);
    }
    await press('Run');
    await says(/^Done: 20,000 rows, [\d,]+ of them stored before, in \d+ s, 28 failed\.$/);
  });

  for (const how of ['reloaded', 'killed'] as const) {
    it(`should go on where it was when its page was ${how}, and have every row once`, async () => {
      await makeFile(40_000);
      await runUntil('Pause');
      await says(/^Paused/);
      await press('Resume');
      if (how === 'reloaded') await page.reload();
      else {
        const crashed = page.waitForEvent('crash');
        const session = await page.context().newCDPSession(page);
        session.send('Page.crash').catch(() => undefined);
        await crashed;
        const next = await page.context().newPage();
        await page.close();
        page = watched(next);
        await page.goto(demo.url);
      }
      const [[name = '', state, stored = ''] = []] = await storedRuns(1);
      expect(state).toBe('to be finished');
      expect(numberOf(stored)).toBeGreaterThan(0);

      await makeFile(40_000);
      await press('Run');
      const [, before = ''] = await says(
        /^Done: 40,000 rows, ([\d,]+) of them stored before, in \d+ s, 56 failed\.$/,
      );
      expect(before).toBe(stored);
      expect(await figure('Done')).toBe('40,000 of 40,000');
      const lines = await exported(name);
      const positions = lines.slice(1, -1).map((line) => (line as { position: number }).position);
      expect(positions).toEqual(Array.from({ length: 40_000 }, (_, position) => position));
    });
  }

  it('should show what is stored, give it as a file, and delete it', async () => {
    await choose('people.csv', 'name,email\nAda,ada@example.org\nGrace,grace\n');
    await press('Run');
    await says(/^Done/);
    const [[name = '', ...run] = []] = await storedRuns(1);
    expect(name).toMatch(/^people\.csv-\d+-\d+$/);
    expect(run.slice(0, 3)).toEqual(['done', '2', '1']);
    expect(run[3]).toMatch(/^\d+ bytes$/);

    const [header, first, , end] = await exported(name);
    expect(header).toEqual(jasmine.objectContaining({ sluice: 'run', state: 'completed' }));
    const value = fingerprint({ name: 'Ada', email: 'ada@example.org' });
    expect(first).toEqual({ position: 0, status: 'fulfilled', value });
    expect(end).toEqual(jasmine.objectContaining({ end: true, items: 2, failed: 1 }));

    await press(`Delete ${name}`);
    await storedRuns(0);
    expect(await focused()).toBe('Stored runs');
    await press('Run');
    await says(/^Done: 2 rows in/);
  });

  it('should say how much is stored, how much may be, and whether it stays', async () => {
    const storage = page.locator('#storage');
    await storage.filter({ hasText: /^[\d.,]+ (bytes|MB) of [\d.,]+ MB that/ }).waitFor();
    expect(await storage.innerText()).toMatch(/\. The browser (may clear it when|keeps it until)/);
  });

  it('should let one page of two have the run, and tell the other', async () => {
    await makeFile(20_000);
    await runUntil('Pause');
    const first = page;
    page = watched(await page.context().newPage());
    await page.goto(demo.url);
    await storedRuns(1);
    await makeFile(20_000);
    await press('Run');
    await says(/^Ended by an error after [\d,]+ rows?: .*made\.csv/);
    await first.close();
    await press('Run');
    await says(/^Done: 20,000 rows, [\d,]+ of them stored before,/);
  });

  it('should be driven by the keyboard alone, which keeps its place', async () => {
    await page.getByRole('spinbutton', { name: 'Or rows to make' }).fill('20000');
    await page.keyboard.press('Enter');
    await says(/is ready to run/);
    expect(await focused()).toBe('Run');
    await page.keyboard.press('Enter');
    await says(/^Running/);
    expect(await focused()).toBe('Pause');
    await page.keyboard.press('Space');
    await says(/^Paused/);
    expect(await focused()).toBe('Resume');
    await page.keyboard.press('Space');
    await says(/^Done/);
    expect(await focused()).toBe('Run');
  });

  it('should show the rows of a CSV file, with what is malformed as failures', async () => {
    const csv =
      'name,note\nAda,"two\nlines"\nGrace\n<img src=x onerror=alert(1)>,"a ""quote"""\nRadia,"open\n';
    await choose('people.csv', csv);
    await press('Run');
    await says(/^Done: 4 rows in \d+ s, 2 failed\.$/);

    const rows = [
      ['1', { name: 'Ada', note: 'two\nlines' }],
      ['3', { name: '<img src=x onerror=alert(1)>', note: 'a "quote"' }],
    ] as const;
    expect(await rowsOf('First results')).toEqual(
      rows.map(([row, values]) => [row, JSON.stringify(values), fingerprint(values)]),
    );
    expect(await rowsOf('Failures by reason')).toEqual([
      ['2', 'malformed line', 'people.csv:4: 1 fields, and not 2: "Grace"'],
    ]);
  });

  it('should read JSON Lines of any value', async () => {
    await choose('values.jsonl', '{"id":1}\n\n{"id":\n2\nnull\n');
    await press('Run');
    await says(/^Done: 4 rows in \d+ s, 1 failed\.$/);

    expect(await rowsOf('First results')).toEqual([
      ['1', '{"id":1}', fingerprint({ id: 1 })],
      ['3', '2', fingerprint(2)],
      ['4', 'null', fingerprint(null)],
    ]);
    const [[count, reason, first] = []] = await rowsOf('Failures by reason');
    expect([count, reason]).toEqual(['1', 'malformed line']);
    expect(first).toContain('values.jsonl:3: ');
  });

  it('should not claim to know how much is left of a packed file', async () => {
    const lines = Array.from({ length: 20_000 }, (_, id) => `{"id":${id}}\n`);
    await choose('rows.ndjson.gz', gzipSync(lines.join('')));
    await runUntil('Pause');
    await says(/^Paused/);
    expect(await figure('Done')).toMatch(/^[\d,]+$/);
    expect(await page.locator('progress:indeterminate').count()).toBe(1);
    await press('Resume');
    await says(/^Done: 20,000 rows in \d+ s, 0 failed\.$/);
    expect(await share()).toBe(1);
  });

  for (const name of ['photo.png', 'rows.json', 'people.csv.zip']) {
    it(`should refuse ${name} by its name, also after a file that it took`, async () => {
      await choose('people.csv', 'name\nAda\n');
      expect(await page.getByRole('button', { name: 'Run', exact: true }).isEnabled()).toBeTrue();
      await page.getByLabel('CSV or JSON Lines').setInputFiles(fileOf(name, 'x'));
      await says(/ is neither CSV nor JSON Lines by its name\. /);
      expect(await page.getByRole('button', { name: 'Run', exact: true }).isEnabled()).toBeFalse();
    });
  }

  for (const [what, name, text] of [
    ['an empty CSV file', 'empty.csv', ''],
    ['a header alone', 'header.csv', 'name,city\n'],
    ['empty JSON Lines', 'empty.jsonl', '\n\n'],
  ] as const) {
    it(`should be done with ${what}`, async () => {
      await choose(name, text);
      await press('Run');
      await says(new RegExp(`^Done: ${name} has no rows\\.$`));
      expect(await share()).toBe(1);
      expect(await rowsOf('First results')).toEqual([]);
    });
  }

  it('should say why a file cannot be read, and read the next one', async () => {
    await choose('twice.csv', 'a,a\n1,2\n');
    await press('Run');
    await says(/^Ended by an error after 0 rows: twice\.csv: the header names "a" twice/);

    const dir = mkdtempSync(join(tmpdir(), 'sluice-'));
    try {
      const file = join(dir, 'gone.csv');
      writeFileSync(file, 'name\nAda\n');
      await page.getByLabel('CSV or JSON Lines').setInputFiles(file);
      await says(/^gone\.csv, 9 bytes, is ready to run\.$/);
      rmSync(file);
      await press('Run');
      await says(/^Ended by an error after 0 rows: .*could not be/);
    } finally {
      rmSync(dir, { recursive: true });
    }

    await choose('people.csv', 'name\nAda\n');
    await press('Run');
    await says(/^Done: 1 row in \d+ s, 0 failed\.$/);
  });

  function watched(opened: Page): Page {
    opened.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
    });
    opened.on('pageerror', (error) => errors.push(String(error)));
    return opened;
  }

  /** The texts of their rows, when there are so many. */
  async function storedRuns(runs: number): Promise<string[][]> {
    const rows = page.locator('#stored tbody tr');
    await (runs === 0 ? rows.first().waitFor({ state: 'detached' }) : rows.nth(runs - 1).waitFor());
    return rowsOf('Stored runs');
  }

  async function exported(runId: string): Promise<unknown[]> {
    const downloading = page.waitForEvent('download');
    await press(`Export ${runId}`);
    const path = await (await downloading).path();
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    return lines.map((line) => JSON.parse(line) as unknown);
  }

  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();

  /** Waits until the status says so, and gives what the groups of the pattern hold. */
  async function says(pattern: RegExp): Promise<RegExpExecArray> {
    const status = page.getByRole('status').filter({ hasText: pattern });
    return pattern.exec(await status.innerText()) as RegExpExecArray;
  }

  async function makeFile(rows: number): Promise<void> {
    await page.getByRole('spinbutton', { name: 'Or rows to make' }).fill(String(rows));
    await press('Make a file');
    await says(/^made\.csv, .* is ready to run\.$/);
  }

  async function choose(name: string, content: string | Buffer): Promise<void> {
    await page.getByLabel('CSV or JSON Lines').setInputFiles(fileOf(name, content));
    await says(/ is ready to run\.$/);
  }

  /** Runs, and presses the button at the first progress: from here it might come too late. */
  const runUntil = (name: 'Pause' | 'Stop') =>
    page.evaluate(
      (id) =>
        new Promise<void>((resolve) => {
          const press = (button: string) => document.getElementById(button)?.click();
          const done = document.getElementById('done') as HTMLElement;
          const rows = () => done.textContent?.split(' ')[0];
          const before = rows();
          const shown = new MutationObserver(() => {
            if (rows() === before) return;
            shown.disconnect();
            press(id);
            resolve();
          });
          press('run');
          shown.observe(done, { characterData: true, childList: true, subtree: true });
        }),
      name.toLowerCase(),
    );

  const share = () =>
    page.getByRole('progressbar').evaluate((bar: HTMLProgressElement) => bar.value);

  const figure = (name: string) =>
    page
      .locator('dl div', { has: page.getByText(name, { exact: true }) })
      .locator('dd')
      .innerText();

  const rowsOf = (table: string) =>
    page
      .getByRole('table', { name: table })
      .evaluate((it: HTMLTableElement) =>
        Array.from(it.tBodies[0]?.rows ?? [], (row) =>
          Array.from(row.cells, (cell) => cell.textContent ?? ''),
        ),
      );

  const focused = () => page.evaluate(() => document.activeElement?.textContent);

  /** So much work of the same kind, in which a run that is not paused would get on. */
  const workElsewhere = (times: number) =>
    page.evaluate(async (calls) => {
      const bytes = new Uint8Array(100);
      for (let call = 0; call < calls; call++) {
        const key = await crypto.subtle.importKey('raw', bytes, 'PBKDF2', false, ['deriveBits']);
        const derivation = { name: 'PBKDF2', hash: 'SHA-256', salt: bytes, iterations: 200 };
        await crypto.subtle.deriveBits(derivation, key, 256);
      }
    }, times);
});

function fileOf(name: string, content: string | Buffer) {
  return { name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) };
}

/** The first number of "1,200 of 20,000". */
const numberOf = (text: string) => Number(text.split(' ')[0]?.replaceAll(',', ''));

/** What the page has to find, computed here. */
function fingerprint(row: unknown): string {
  return pbkdf2Sync(JSON.stringify(row), 'sluice', 200, 32, 'sha256').toString('hex');
}
