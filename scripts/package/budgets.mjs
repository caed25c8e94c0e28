import { readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';

const BUDGETS = 'spec/package/budgets.json';
const NAMES = 'spec/package/exports.json';
const HEADROOM = 1.1;

/**
 * What an export costs whoever imports it alone: minified and compressed, without RxJS. An import
 * of nothing costs nothing.
 */
export async function checkBudgets(folder, subpaths, update) {
  const budgets = update ? {} : JSON.parse(readFileSync(BUDGETS, 'utf8'));
  const problems = [];
  for (const subpath of subpaths) {
    const path = `sluice${subpath.slice(1)}`;
    const leftover = await bundle(folder, `import '${path}'`);
    if (leftover !== '') problems.push(`import '${path}' leaves behind:\n${leftover}`);

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

async function bundle(resolveDir, contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    external: ['rxjs', 'rxjs-for-await', 'node:*'],
    write: false,
    logLevel: 'error', // that a bare import is dropped is no warning here, it is the point
  });
  return outputFiles[0].text;
}
