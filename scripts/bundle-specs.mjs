// Bundles the specs with esbuild: TypeScript in, ES modules with source maps out.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

export const SETUP = 'spec/support/setup.ts';

/** Spec files whose path holds one of `filters`; all when there is none. */
export function findSpecs(platform, filters = []) {
  return readdirSync('spec', { recursive: true })
    .map((name) => join('spec', name).replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.spec.ts'))
    .filter((file) => platform === 'node' || !file.endsWith('.node.spec.ts'))
    .filter((file) => filters.length === 0 || filters.some((part) => file.includes(part)))
    .sort();
}

/**
 * Bundles `specs` and returns the output files in the order to load them, the set-up first.
 * Node takes npm modules as they are installed; the browser gets one copy of each, shared.
 */
export async function bundleSpecs({ platform, specs, outdir, plugins = [] }) {
  await build({
    entryPoints: [SETUP, ...specs],
    outdir,
    outbase: 'spec',
    entryNames: '[dir]/[name]',
    chunkNames: 'shared/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    platform,
    packages: platform === 'node' ? 'external' : 'bundle',
    sourcemap: true,
    logLevel: 'warning',
    plugins,
  });
  return [SETUP, ...specs].map((file) =>
    join(outdir, file.replace(/^spec\//, '').replace(/\.ts$/, '.js')),
  );
}
