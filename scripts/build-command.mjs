// Makes dist/cli/sluice.js of src/cli: one file that needs no package but RxJS, which the package needs
// anyway. Run it after tsc: the folders of dist are imported, so that there is one copy of them.
//
//   node scripts/build-command.mjs [folder]     dist/cli where none is named
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const FOLDER = process.argv[2] ?? 'dist/cli';
const FILE = `${FOLDER}/sluice.js`;

const { metafile } = await build({
  entryPoints: ['src/cli/main.ts'],
  outfile: FILE,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // As the imports are written: src/cli/main.ts and dist/cli/sluice.js lie equally deep. Not sources,
  // since it loads Papa Parse, which is then in here.
  external: [
    ...['core', 'flow', 'chunk', 'work', 'progress', 'store', 'run', 'node'].map(
      (name) => `../${name}/*`,
    ),
    ...['rxjs', 'rxjs-for-await'],
  ],
  // Papa Parse is CommonJS, and asks for streams of Node where it parses some.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  metafile: true,
  logLevel: 'warning',
});
chmodSync(FILE, 0o755);
writeFileSync(`${FOLDER}/LICENSES.txt`, licenses(Object.keys(metafile.inputs)));

/** The licence of each package of which something is in the file. */
function licenses(inputs) {
  const folders = inputs.flatMap((path) => path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []);
  const texts = [...new Set(folders)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    return `${name} ${version} (${license})\n\n${textIn(folder).trim()}\n`;
  });
  return `sluice.js has in it:\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

function textIn(folder) {
  for (const name of ['license', 'LICENSE', 'LICENSE.md', 'LICENSE.txt']) {
    try {
      return readFileSync(`${folder}/${name}`, 'utf8');
    } catch {
      // Another name, then.
    }
  }
  throw new Error(`${folder} has no licence to ship`);
}
