// Takes the pictures of demo/browser/README.md: npm run build && node scripts/browser-pictures.mjs
import { writeFileSync } from 'node:fs';
import { openBrowserDemo } from './browser-demo.mjs';
import { toPalette } from './palette-png.mjs';

const demo = await openBrowserDemo();
try {
  const page = await demo.browser.newPage({ viewport: { width: 800, height: 1560 } });
  const take = async (name) =>
    writeFileSync(`docs/pictures/${name}.png`, toPalette(await page.screenshot()));
  await page.goto(demo.url);
  await page.getByRole('button', { name: 'Make a file' }).click();
  await page.getByRole('button', { name: 'Run' }).click();
  await page.waitForFunction(() => document.querySelector('progress').value > 0.5);
  await take('browser-running');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.getByRole('status').filter({ hasText: /^Done/ }).waitFor({ timeout: 300_000 });
  await take('browser-done');
} finally {
  await demo.close();
}
