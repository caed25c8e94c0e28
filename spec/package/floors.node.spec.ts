import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';

/** File, what it imports, and the rules that must refuse it; none where the import is fine. */
const CASES: readonly (readonly [from: string, imports: string, ...rules: string[]])[] = [
  ['core/a.ts', `import '../core/b.js'`],
  ['core/a.ts', `import 'rxjs'`],
  ['core/a.ts', `import '../flow/b.js'`, 'floor-0-core'],
  ['core/a.ts', `import type { B } from '../flow/b.js'`, 'floor-0-core'],
  ['core/a.ts', `import 'rxjs-for-await'`, 'core-imports-only-rxjs'],
  ['flow/a.ts', `import '../core/b.js'`],
  ['flow/a.ts', `import 'rxjs-for-await'`],
  ['flow/a.ts', `import '../chunk/b.js'`, 'floor-1-flow'],
  ['flow/a.ts', `import 'esbuild'`, 'portable-npm-modules'],
  ['flow/a.ts', `import 'node:fs'`, 'portable-without-node'],
  ['flow/a.ts', `import 'fs'`, 'portable-without-node'],
  ['chunk/a.ts', `import '../core/b.js'; import '../flow/b.js'`],
  ['chunk/a.ts', `import './strategies/b.js'`],
  ['chunk/strategies/a.ts', `import '../b.js'`],
  ['chunk/a.ts', `import type { B } from '../work/b.js'`],
  ['chunk/a.ts', `import { type B } from '../work/b.js'`],
  ['chunk/a.ts', `import { b } from '../work/b.js'`, 'floor-2-parts-share-only-types'],
  ['chunk/a.ts', `export { b } from '../store/b.js'`, 'floor-2-parts-share-only-types'],
  ['chunk/a.ts', `void import('../store/b.js')`, 'floor-2-parts-share-only-types'],
  ['chunk/a.ts', `import '../run/b.js'`, 'floor-2-parts'],
  ['chunk/a.ts', `import '../node/b.js'`, 'floor-2-parts'],
  ['run/a.ts', `import '../chunk/b.js'; import '../flow/b.js'; import '../core/b.js'`],
  ['run/a.ts', `import '../node/b.js'`, 'floor-3-run'],
  ['run/a.ts', `import 'node:fs'`, 'portable-without-node'],
  ['node/a.ts', `import '../store/b.js'; import 'node:fs'`],
  ['node/a.ts', `import '../browser/b.js'`, 'floor-3-platforms'],
  ['node/a.ts', `import '../run/b.js'`, 'floor-3-platforms'],
  ['node/a.ts', `import '../run/batch-options.js'`],
  ['cli/a.ts', `import '../run/b.js'; import '../node/b.js'; import 'node:fs'`],
  ['cli/a.ts', `import '../dashboard/b.js'`, 'floor-4-entries'],
  ['index.ts', `export * from './run/b.js'; export * from './chunk/b.js'`],
  ['index.ts', `export * from './node/b.js'`, 'floor-4-root-is-portable'],
  ['index.ts', `import 'node:fs'`, 'portable-without-node'],
  ['extra/a.ts', `import '../core/b.js'`, 'known-folders'],
  ['core/a.ts', `import './loop.js'`, 'no-cycles'],
  ['core/a.ts', `import '../../spec/b.js'`, 'src-stands-alone'],
  ['core/a.ts', `import '../../bench/b.js'`, 'src-stands-alone'],
  ['core/a.ts', `import './missing.js'`, 'resolvable'],
];

describe('floors', () => {
  let options: ICruiseOptions;

  beforeAll(async () => {
    options = await extractOptions(resolve('.dependency-cruiser.cjs'));
    rmSync('build/floors', { recursive: true, force: true });
  });

  CASES.forEach(([from, imports, ...rules], at) => {
    it(`should ${rules.length ? 'refuse' : 'allow'} ${imports} in src/${from}`, async () => {
      const tree = plant(`build/floors/${at}`, from, imports);
      const { output } = await cruise(['src'], { ...options, baseDir: tree });
      const { violations } = (output as ICruiseResult).summary;

      expect(violations.map(({ rule }) => rule.name).sort()).toEqual(rules);
    });
  });
});

/** A source tree of one file and of what it imports; returns its top. */
function plant(folder: string, from: string, imports: string): string {
  const top = resolve(folder);
  const write = (file: string, text: string) => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const file = join(top, 'src', from);
  for (const [, target = ''] of imports.matchAll(/'([.][^']*)[.]js'/g)) {
    if (target.endsWith('missing')) continue;
    const back = target.endsWith('loop') ? `import './a.js';` : '';
    write(join(dirname(file), `${target}.ts`), `${back}export const b = 1; export type B = 1;`);
  }
  write(file, `${imports};`);
  return top;
}
