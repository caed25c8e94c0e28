import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chromium } from 'playwright-core';
import { findBrowser } from './browser.mjs';

/** Serves demo/browser as `npm run demo:browser` does, and starts a browser; needs the built library. */
export async function openBrowserDemo() {
  const server = spawn(process.execPath, ['demo/browser/server.js'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const close = async () => {
    server.kill();
    await browser?.close();
  };
  let browser;
  try {
    const [line] = await once(server.stdout.setEncoding('utf8'), 'data');
    browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
    return { url: line.trim(), browser, close };
  } catch (error) {
    await close();
    throw error;
  }
}
