import { EventEmitter, once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';

const { findBrowser } = (await import(join(process.cwd(), 'scripts/browser.mjs'))) as {
  findBrowser(): string;
};
const UNPACKING_TOO = 60_000;

/** A real navigation: what followPageLife does in Chromium. */
describe('followPageLife, in a page that is left', () => {
  const told = new EventEmitter();
  let browser: Browser;
  let page: Page;
  let server: Server;
  let url: string;
  /** Requests that are not answered. */
  let held: ServerResponse[];
  let holding: boolean;

  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: ['spec/browser/support/page.script.ts'],
      bundle: true,
      format: 'esm',
      target: 'es2022',
      write: false,
    });
    const script = outputFiles[0]?.text ?? '';
    server = createServer(({ url }, response) => {
      if (url === '/page.js') {
        response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
      } else if (url?.startsWith('/work')) {
        if (holding) held.push(response);
        else response.end('{}');
        told.emit('work');
      } else {
        const body = url === '/' ? '<script type="module" src="/page.js"></script>' : 'another';
        response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html>${body}`);
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
  }, UNPACKING_TOO);

  afterAll(async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
  });

  beforeEach(async () => {
    held = [];
    holding = false;
    page = await (await browser.newContext()).newPage();
    const worked = once(told, 'work');
    await page.goto(url);
    await worked;
  });

  afterEach(() => page.context().close());

  const log = () => page.evaluate(() => (localStorage.getItem('log') ?? '').split(';'));

  it('should abort what nobody waits for, and take nothing that fails with the page for a failure', async () => {
    holding = true;
    while (held.length < 2) await once(told, 'work');
    await page.goto(`${url}/other`);

    expect(await log()).toEqual([
      'abort PageGoneError',
      'RunAbortedError: the run was aborted',
      '',
    ]);
  });

  // This browser without a window neither freezes nor keeps pages: the events are those of the page.
  it('should pause in a page that is frozen or kept, and go on with it', async () => {
    await page.evaluate(() => {
      window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
      document.dispatchEvent(new Event('freeze'));
    });
    expect(await log()).toEqual(['pause', '']);

    await page.evaluate(() => {
      document.dispatchEvent(new Event('resume'));
      window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    });
    await once(told, 'work');
    expect(await log()).toEqual(['pause', 'resume', '']);
  });
});
