// @ts-check
// Bundles main.js with what it imports, and serves it with this folder on 127.0.0.1 until it is ended.
import { fileURLToPath } from 'node:url';
import { context } from 'esbuild';

const folder = fileURLToPath(new URL('.', import.meta.url));

const bundle = await context({
  entryPoints: [`${folder}main.js`],
  outdir: `${folder}bundle`, // where the page finds it
  write: false,
  bundle: true,
  splitting: true, // Papa Parse is loaded with the first CSV file
  format: 'esm',
  sourcemap: true,
  tsconfigRaw: {}, // else its `paths` would lead to the sources, and not to the built library
});
const { port } = await bundle.serve({ servedir: folder, host: '127.0.0.1' });
console.log(`http://127.0.0.1:${port}/`);
