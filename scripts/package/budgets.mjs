import { readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';

const BUDGETS = 'spec/package/budgets.json';
const NAMES = 'spec/package/exports.json';
const HEADROOM = 1.1;
/** What a bare import may leave: the modules are free of side effects, but for a prototype or so. */
const BARE = 100;

/** What an export costs whoever imports it alone: minified and compressed, without its peers. */
export async function checkBudgets(folder, subpaths, update) {
  const budgets = update ? {} : JSON.parse(readFileSync(BUDGETS, 'utf8'));
  const problems = [];
  for (const subpath of subpaths) {
    const path = `sluice${subpath.slice(1)}`;
    const leftover = await bundle(folder, `import '${path}'`, { honest: true });
    if (leftover.length > BARE) problems.push(`import '${path}' leaves behind:\n${leftover}`);

    const own = (budgets[subpath] ??= {});
    for (const name of JSON.parse(readFileSync(NAMES, 'utf8'))[subpath]) {
      const size = brotliCompressSync(
        await bundle(folder, `export { ${name} } from '${path}'`),
      ).length;
      if (update) own[name] = Math.ceil(size * HEADROOM);
      else if (!(size <= own[name]))
        problems.push(`${path} ${name}: ${size} bytes of ${own[name]}`);
      console.log(`${String(size).padStart(6)} bytes  ${path} ${name}`);
    }
  }
  if (update) writeFileSync(BUDGETS, `${JSON.stringify(budgets, null, 2)}\n`);
  return problems;
}

async function bundle(resolveDir, contents, { honest = false } = {}) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    external: ['rxjs', 'rxjs-for-await', 'node:*'],
    plugins: honest ? [asIfWithSideEffects] : [],
    write: false,
    logLevel: 'error',
  });
  return outputFiles[0].text;
}

/** Takes no package's word for `sideEffects: false`, but looks at what its modules do. */
const asIfWithSideEffects = {
  name: 'as-if-with-side-effects',
  setup(build) {
    build.onResolve({ filter: /.*/ }, async ({ path, pluginData, ...rest }) => {
      if (pluginData === 'resolving') return undefined;
      const found = await build.resolve(path, { ...rest, pluginData: 'resolving' });
      return { path: found.path, external: found.external, sideEffects: !found.external };
    });
  },
};
