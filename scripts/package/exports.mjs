import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const GOLDEN = 'spec/package/exports.json';

/** Every subpath gives the same names by `import` and by `require()`: those of the golden file. */
export function checkExports(folder, subpaths, update) {
  const problems = [];
  const found = {};
  for (const subpath of subpaths) {
    const name = `sluice${subpath.slice(1)}`;
    const imported = namesOf(folder, `import('${name}')`);
    const required = namesOf(folder, `Promise.resolve(require('${name}'))`);
    if (imported.join() !== required.join()) problems.push(`${name}: import and require differ`);
    found[subpath] = imported;
  }

  const text = `${JSON.stringify(found, null, 2)}\n`;
  if (update) writeFileSync(GOLDEN, text);
  else if (text !== readFileSync(GOLDEN, 'utf8')) {
    problems.push(`the exports are not those of ${GOLDEN} (npm run package -- --update):\n${text}`);
  }
  return problems;
}

function namesOf(folder, load) {
  const code = `${load}.then((it) => console.log(JSON.stringify(Object.keys(it))))`;
  const output = execFileSync(process.execPath, ['--no-warnings', '-e', code], {
    cwd: folder,
    encoding: 'utf8',
  });
  return JSON.parse(output)
    .filter((name) => name !== '__esModule' && name !== 'module.exports')
    .sort();
}
