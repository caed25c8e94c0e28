// Follows the two sections "Ten minutes in …" of the README to the letter, in empty folders, with the
// packed package in place of the published one.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chromium } from 'playwright-core';
import { findBrowser } from '../browser.mjs';

const PATIENCE = 60_000;

/** @returns what a newcomer would stumble over. */
export async function checkTenMinutes(tarball) {
  return [...(await inNode(tarball)), ...(await inPage(tarball))];
}

async function inNode(tarball) {
  const problems = [];
  await inEmptyFolder('Ten minutes in Node', tarball, async ({ line, run, start }) => {
    if (line !== 'node run.mjs') {
      const output = run(line);
      if (line === 'npx sluice results targets' && output.split('\n').length !== 301) {
        problems.push(`"${line}" gave ${output.split('\n').length - 1} lines of 300`);
      }
      return;
    }
    const first = start('node', ['run.mjs']);
    const told = await first.until(/^[1-9]\d* of 2000$/m);
    if (told) first.child.kill('SIGKILL');
    await first.over;
    const again = start('node', ['run.mjs']);
    await again.over;
    const end = /completed: (\d+) were there, (\d+) done now/.exec(again.output.text);
    if (end === null || Number(end[1]) === 0 || Number(end[1]) + Number(end[2]) !== 2000) {
      problems.push(`run.mjs did not go on:\n${first.output.text}\n${again.output.text}`);
    }
    return 'skip the next';
  });
  return problems;
}

async function inPage(tarball) {
  const problems = [];
  await inEmptyFolder('Ten minutes in a page', tarball, async ({ line, run, start, folder }) => {
    if (!line.includes('--serve=')) {
      run(line);
      return;
    }
    const [command, ...args] = line.split(' ');
    const server = start(
      command,
      args.map((arg) => arg.replace(':8000', ':0')),
    );
    try {
      const told = await server.until(/http:\/\/127\.0\.0\.1:\d+/);
      if (!told) throw new Error(`no address:\n${server.output.text}`);
      problems.push(...(await drive(told[0], folder)));
    } finally {
      // It serves for as long as somebody could type.
      server.child.stdin.end();
      await server.over;
    }
  });
  return problems;
}

/** Chooses a file, pauses, resumes, and reads what the page says at the end. */
async function drive(url, folder) {
  const rows = 40_000;
  const csv = join(folder, 'rows.csv');
  writeFileSync(
    csv,
    `id,name\n${Array.from({ length: rows }, (_, id) => `${id},row ${id}\n`).join('')}`,
  );
  const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    await page.goto(url);
    await page.setInputFiles('#file', csv);
    await page.getByText(/^[1-9]\d* rows/).waitFor({ timeout: PATIENCE });
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText(`completed: ${rows} rows, 0 failed`).waitFor({ timeout: PATIENCE });
    return [];
  } catch (error) {
    return [`the page: ${error}`];
  } finally {
    await browser.close();
  }
}

/** Writes the files of a section and hands its lines of shell over, one by one. */
async function inEmptyFolder(heading, tarball, perform) {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-newcomer-'));
  const run = (line) =>
    execFileSync('sh', ['-c', line.replace(/\bsluice rxjs\b/, `${tarball} rxjs`)], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const start = (command, args) => startIn(folder, command, args);
  try {
    let skip = false;
    for (const { language, code } of blocksOf(heading)) {
      if (language !== 'sh') {
        const [, name] = /^(?:\/\/|<!--) (\S+)/.exec(code);
        mkdirSync(join(folder, dirname(name)), { recursive: true });
        writeFileSync(join(folder, name), code);
        continue;
      }
      for (const line of code.trim().split('\n')) {
        const bare = line.replace(/\s+# .*$/, '');
        if (!skip) skip = (await perform({ line: bare, run, start, folder })) !== undefined;
        else skip = false;
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function blocksOf(heading) {
  const readme = readFileSync('README.md', 'utf8');
  const section = readme.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0];
  if (section === undefined) throw new Error(`the README has no section "${heading}"`);
  return [...section.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, code]) => ({
    language,
    code,
  }));
}

function startIn(cwd, command, args) {
  const child = spawn(command, args, { cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  const output = { text: '' };
  const over = new Promise((resolve) => child.once('close', resolve));
  const until = (pattern) =>
    new Promise((resolve) => {
      const look = () => {
        const found = pattern.exec(output.text);
        if (found !== null) resolve(found);
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      void over.then(() => resolve(null));
    });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (output.text += text));
  }
  return { child, output, over, until };
}
