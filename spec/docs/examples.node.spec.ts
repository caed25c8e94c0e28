import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { runScript } from '../support/run-script.js';

/** What an example says that it prints: its lines `// → text`. */
const promised = (code: string): string[] =>
  [...code.matchAll(/^\/\/ → (.*)$/gm)].map(([, line = '']) => line);

/** The examples of a page that say what they print, in order. */
const examplesOf = (page: string): string[] =>
  [...readFileSync(`docs/${page}`, 'utf8').matchAll(/^```ts\n(.*?)^```$/gms)]
    .map(([, code = '']) => code)
    .filter((code) => promised(code).length > 0);

describe('docs', () => {
  for (const page of readdirSync('docs').filter((name) => name.endsWith('.md'))) {
    examplesOf(page).forEach((code, at) => {
      it(`should print what example ${at + 1} of ${page} says`, async () => {
        const file = `build/docs/${page}-${at + 1}.ts`;
        mkdirSync('build/docs', { recursive: true });
        writeFileSync(file, code);

        const { code: exit, stdout, stderr } = await runScript(file);

        expect({ exit, stderr, lines: stdout.split('\n').filter(Boolean) }).toEqual({
          exit: 0,
          stderr: '',
          lines: promised(code),
        });
      });
    });
  }
});
