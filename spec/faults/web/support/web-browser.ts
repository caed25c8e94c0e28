import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { within } from './within.js';

const { findBrowser } = (await import(join(process.cwd(), 'scripts/browser.mjs'))) as {
  findBrowser(): string;
};

const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--remote-debugging-port=0'],
  // Nothing is said by it: it closes with this process, however that ends, and the browser with it.
  '--remote-debugging-pipe',
  ...['--no-first-run', '--disable-background-networking', '--disable-component-update'],
  ...['--disable-sync', '--disable-breakpad', '--enable-precise-memory-info'],
];

/**
 * A browser with a profile that outlives it, in a group of processes of its own, so that all of them can
 * be killed at once.
 */
export class WebBrowser {
  readonly #child: ChildProcess;
  readonly #browser: Browser;
  readonly #profile: string;

  private constructor(child: ChildProcess, browser: Browser, profile: string) {
    this.#child = child;
    this.#browser = browser;
    this.#profile = profile;
  }

  static async launch(profile: string): Promise<WebBrowser> {
    const child = spawn(findBrowser(), [...FLAGS, `--user-data-dir=${profile}`, 'about:blank'], {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    });
    let said = '';
    const address = new Promise<string>((resolve, reject) => {
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        const [, found] = /listening on (ws:\S+)/.exec(said) ?? [];
        if (found !== undefined) resolve(found);
      });
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`the browser ended with ${code}: ${said}`)));
    });
    try {
      const browser = chromium.connectOverCDP(await within('the browser starts', address));
      return new WebBrowser(child, await browser, profile);
    } catch (error) {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      throw new Error(`no browser: ${said}`, { cause: error });
    }
  }

  /** A page of the profile; others of it see the same databases. */
  async page(url: string): Promise<Page> {
    const page = await this.#browser.contexts()[0]?.newPage();
    if (page === undefined) throw new Error('the browser has no profile');
    await page.goto(url);
    return page;
  }

  /** All its processes with SIGKILL, and what would keep the next one from its profile. */
  async kill(): Promise<void> {
    const { pid, exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null && pid !== undefined) {
      const ended = once(this.#child, 'close');
      process.kill(-pid, 'SIGKILL');
      await within('the browser is killed', ended);
    }
    await within('the browser is let go', this.#browser.close()).catch(() => undefined);
    const names = await readdir(this.#profile);
    for (const name of names.filter((name) => name.startsWith('Singleton'))) {
      await rm(join(this.#profile, name), { force: true });
    }
  }
}
