// Breaks the library on purpose, one small fault at a time, and asks the spec to notice.
//
// spec/mutants/*.mjs export lists of { name, file, find, replace, spec }. The fault is put into the
// text as esbuild loads it; the working tree is never touched. A fault that no spec notices has
// survived, one whose `find` does not occur exactly once is stale; both fail the run.
//
//   npm run mutants [-- part of a name or a file]...
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleSpecs } from './bundle-specs.mjs';

const FOLDER = 'spec/mutants';
// Of this process: two runs in one checkout must not take each other's files.
const OUT = `build/mutants/${process.pid}`;
const LANES = 2;
const TIMEOUT = 60_000;

const baselines = new Map();

const filters = process.argv.slice(2);
const mutants = (await collect()).filter(
  ({ name, file }) =>
    filters.length === 0 || filters.some((part) => name.includes(part) || file.includes(part)),
);

const verdicts = { caught: 0, survived: 0, stale: 0 };
await inLanes(mutants, async (mutant, index) => {
  const [verdict, detail] = await examine(mutant, `${OUT}/${index}`);
  verdicts[verdict]++;
  if (verdict !== 'caught' || detail) console.log(`${verdict}: ${mutant.name}; ${detail}`);
});

const { caught, survived, stale } = verdicts;
console.log(`${mutants.length} mutants: ${caught} caught, ${survived} survived, ${stale} stale`);
rmSync(OUT, { recursive: true, force: true });
process.exit(survived + stale === 0 ? 0 : 1);

async function inLanes(list, work) {
  const queue = list.entries();
  const lane = async () => {
    for (const [index, entry] of queue) await work(entry, index);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

async function collect() {
  if (!existsSync(FOLDER)) return [];
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.mjs'));
  const modules = await Promise.all(
    files.map((name) => import(pathToFileURL(resolve(FOLDER, name)).href)),
  );
  return modules.flatMap((module) => module.default);
}

async function examine({ file, find, replace, spec }, outdir) {
  const occurrences = readFileSync(file, 'utf8').split(find).length - 1;
  if (occurrences !== 1) return ['stale', `found ${occurrences} times in ${file}`];
  if (!(await baseline(spec))) return ['stale', `${spec} fails without it`];

  const outcome = await run(spec, outdir, [fault(file, find, replace)]);
  if (outcome === 'broken') return ['stale', 'does not compile'];
  if (outcome === 'hung') return ['caught', 'hung until it was killed'];
  return outcome === 'passed' ? ['survived', `${spec} did not notice`] : ['caught', ''];
}

/** Whether the spec passes on the source as it is, asked once per spec. */
function baseline(spec) {
  if (!baselines.has(spec)) {
    const outdir = `${OUT}/baseline-${baselines.size}`;
    baselines.set(
      spec,
      run(spec, outdir, []).then((outcome) => outcome === 'passed'),
    );
  }
  return baselines.get(spec);
}

function fault(file, find, replace) {
  const path = resolve(file);
  return {
    name: 'fault',
    setup(build) {
      build.onLoad({ filter: /[.]ts$/ }, (source) => {
        if (source.path !== path) return undefined;
        const text = readFileSync(path, 'utf8');
        return { contents: text.replace(find, () => replace), loader: 'ts' };
      });
    },
  };
}

/** Its own process, so that a fault that loops for ever or eats all memory ends with it. */
async function run(spec, outdir, plugins) {
  let bundles;
  try {
    bundles = await bundleSpecs({ platform: 'node', specs: [spec], outdir, plugins });
  } catch {
    return 'broken';
  }
  const child = spawn(
    process.execPath,
    [
      '--expose-gc',
      '--max-old-space-size=1024',
      'scripts/jasmine.mjs',
      `${outdir}.json`,
      ...bundles,
    ],
    { env: { ...process.env, FAIL_FAST: 'true' }, stdio: 'ignore' },
  );
  const [code, signal] = await new Promise((done) => {
    const alarm = setTimeout(() => child.kill('SIGKILL'), TIMEOUT);
    child.once('close', (...how) => {
      clearTimeout(alarm);
      done(how);
    });
  });
  if (signal === 'SIGKILL') return 'hung';
  return code === 0 ? 'passed' : 'failed';
}
