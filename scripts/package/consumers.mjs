import { spawnSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const CONSUMERS = {
  'in Node, without DOM': { lib: ['ES2022'], types: ['node'] },
  'in a browser, without Node': { lib: ['ES2022', 'DOM', 'DOM.Iterable'], types: [] },
};

/** Compiles spec/package/consumer.ts against the installed declarations, and checks those too. */
export function checkConsumers(folder) {
  copyFileSync('spec/package/consumer.ts', join(folder, 'consumer.mts'));
  return Object.entries(CONSUMERS).flatMap(([title, compilerOptions]) => {
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          ...compilerOptions,
          strict: true,
          module: 'NodeNext',
          target: 'ES2022',
          exactOptionalPropertyTypes: true,
          skipLibCheck: false,
          noEmit: true,
        },
        files: ['consumer.mts'],
      }),
    );
    const { status, stdout } = spawnSync(
      process.execPath,
      [resolve('node_modules/typescript/bin/tsc'), '-p', '.', '--pretty', 'false'],
      { cwd: folder, encoding: 'utf8' },
    );
    return status === 0 ? [] : [`${title}:\n${stdout}`];
  });
}
