import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';

/** What snippets leave to their reader. */
const GIVEN = `
import type { ResultStore, WorkContext } from 'sluice';
declare global {
  const enrich: (target: unknown) => Promise<unknown>;
  const store: ResultStore;
  const rows: readonly { readonly id: number }[];
  const save: (row: unknown) => Promise<void>;
  const insert: (rows: readonly unknown[], context: WorkContext) => Promise<void>;
}
export {};
`;

const FOLDER = 'build/snippets';

/** The TypeScript of a page that is not run by the spec of the examples. */
const snippetsOf = (page: string): string[] =>
  [...readFileSync(page, 'utf8').matchAll(/^```ts\n(.*?)^```$/gms)]
    .map(([, code = '']) => code)
    .filter((code) => !/^\/\/ → /m.test(code));

describe('docs', () => {
  it('should compile, also where an example says nothing of what it prints', () => {
    rmSync(FOLDER, { recursive: true, force: true });
    mkdirSync(FOLDER, { recursive: true });
    const pages = readdirSync('docs').filter((name) => name.endsWith('.md'));
    let count = 0;
    for (const page of ['README.md', ...pages.map((name) => `docs/${name}`)]) {
      snippetsOf(page).forEach((code, at) => {
        count++;
        writeFileSync(`${FOLDER}/${basename(page)}-${at + 1}.ts`, `${code}\nexport {};\n`);
      });
    }
    writeFileSync(`${FOLDER}/given.d.ts`, GIVEN);
    writeFileSync(
      `${FOLDER}/tsconfig.json`,
      JSON.stringify({ extends: '../../tsconfig.json', include: ['*.ts'], exclude: [] }),
    );
    const { stdout } = spawnSync(process.execPath, [
      'node_modules/typescript/bin/tsc',
      ...['-p', FOLDER],
    ]);

    expect(stdout.toString()).toBe('');
    expect(count).toBeGreaterThan(4);
  }, 60_000);
});
