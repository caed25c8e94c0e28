import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/**
 * Path of a Chromium: CHROME_BIN, else an installed one, else the one of @sparticuz/chromium,
 * which unpacks itself and brings the libraries that a bare machine lacks.
 */
export function findBrowser() {
  if (process.env.CHROME_BIN) return process.env.CHROME_BIN;
  return installed() ?? unpacked();
}

function installed() {
  const names = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser'];
  return [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ...(process.env.PATH ?? '')
      .split(delimiter)
      .flatMap((folder) => names.map((name) => join(folder, name))),
  ].find((file) => existsSync(file));
}

function unpacked() {
  const home = resolve('build/chromium');
  if (!existsSync(home)) {
    // Two runs may unpack at once: each does so aside, the first to rename wins.
    const aside = `${home}.${process.pid}`;
    mkdirSync(aside, { recursive: true });
    unpackInto(aside);
    try {
      renameSync(aside, home);
    } catch {
      rmSync(aside, { recursive: true, force: true });
    }
  }
  process.env.LD_LIBRARY_PATH = [join(home, 'al2023/lib'), process.env.LD_LIBRARY_PATH]
    .filter(Boolean)
    .join(delimiter);
  process.env.FONTCONFIG_FILE ??= resolve('scripts/fonts.conf');
  return join(home, 'chromium');
}

/** The package unpacks into the temporary folder, and its libraries only where it sees a lambda. */
function unpackInto(folder) {
  const code = `import('@sparticuz/chromium').then((it) => it.default.executablePath())`;
  execFileSync(process.execPath, ['-e', code], {
    env: { ...process.env, TMPDIR: folder, VERCEL: '1' },
  });
}
