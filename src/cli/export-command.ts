import { open, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { PullSource } from '../flow/pull-source.js';
import { EXIT } from '../node/exit-code.js';
import { codeOf } from '../node/files.js';
import { exportRun } from '../store/export-run.js';
import type { ResultStore } from '../store/result-store.js';
import { storeOption, type Command } from './command.js';
import { folderIn } from './folder.js';
import { CSV_HEADER, csvLine } from './csv-line.js';
import { print } from './output.js';
import { plainText } from './plain-text.js';
import { existing } from './run-in-store.js';
import { UsageError } from './usage-error.js';

const PAGE = 1000;

export const exportCommand: Command = {
  name: 'export',
  about: 'writes a run as lines that every store can import, or as CSV',
  operand: 'ID',
  options: {
    format: { value: 'FORMAT', about: 'json, which can be imported again, or csv (json)' },
    out: { value: 'FILE', about: 'where to, a file that is not there yet (the standard output)' },
    ...storeOption,
  },
  async run(shell, given) {
    const runId = given.operand ?? '';
    const { store, where } = folderIn(shell.cwd, given);
    const format = given.oneOf('format', ['json', 'csv']) ?? 'json';
    const { state, error } = await existing(store, runId, where);
    if (state === 'unreadable') throw error;
    const texts = format === 'csv' ? csvTexts(store, runId) : jsonTexts(store, runId);
    const out = given.text('out');
    if (out === undefined) {
      for await (const text of texts) await print(shell.stdout, text);
    } else {
      await writeFile(resolve(shell.cwd, out), out, texts);
    }
    return EXIT.done;
  },
};

async function* jsonTexts(store: ResultStore, runId: string): AsyncGenerator<string, void> {
  for await (const lines of pages(exportRun(store, runId))) {
    yield lines.map((line) => `${line}\n`).join('');
  }
}

async function* csvTexts(store: ResultStore, runId: string): AsyncGenerator<string, void> {
  yield CSV_HEADER;
  for await (const page of pages(store.results(runId))) yield page.map(csvLine).join('');
}

async function* pages<T>(source: PullSource<T>): AsyncGenerator<readonly T[], void> {
  const { signal } = new AbortController();
  try {
    for (;;) {
      const page = await source.pull(PAGE, signal);
      if (page === null) return;
      if (page.length > 0) yield page;
    }
  } finally {
    await source.close?.();
  }
}

/** All of it, or no file. */
async function writeFile(path: string, name: string, texts: AsyncIterable<string>): Promise<void> {
  const file = await open(path, 'wx').catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error;
    throw new UsageError([`--out ${plainText(name)}: there is such a file already.`]);
  });
  try {
    for await (const text of texts) await file.writeFile(text);
    await file.close();
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(path, { force: true });
    throw error;
  }
}
