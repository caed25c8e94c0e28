import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Folders of `src/` that belong to one platform and may use its globals. */
const platforms =
  'src/{node,sqlite,browser,dexie,keyval,workers,bullmq,sources,sinks,webgpu,angular,cli,dashboard}/**';

const timers = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'];

export default defineConfig(
  globalIgnores(['build/', 'dist/', 'spec/package/fixtures/', '.sluice/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,

  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-deprecated': [
        'error',
        // Operators that carry demand are subscribers of their own, as those of RxJS are.
        {
          allow: [{ from: 'package', package: 'rxjs', name: ['Subscriber', 'super', 'subscribe'] }],
        },
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // Callers without types, and re-entrant calls, do what the compiler believes impossible.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // Noise: the types say enough.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },

  {
    files: ['src/**/*.ts'],
    rules: {
      complexity: ['error', 12],
      'max-depth': ['error', 5],
      'max-lines': ['error', { max: 250 }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ group: ['rxjs/internal/*', 'rxjs/dist/*'], message: 'Not public.' }] },
      ],
    },
  },

  {
    // Demand travels along the subscriber chain, whose field is internal to RxJS: one file reads it.
    files: ['src/**/*.ts'],
    ignores: ['src/flow/reach.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...[
          "MemberExpression[property.name='destination'][object.type!='ThisExpression']",
          "MemberExpression[property.value='destination']",
          "ObjectPattern > Property[key.name='destination']",
        ].map((selector) => ({
          selector,
          message: 'Only src/flow/reach.ts reads the destination of a subscriber.',
        })),
      ],
    },
  },

  {
    // Time is virtual in marble tests: it comes from a scheduler or from the clock, nowhere else.
    files: ['src/**/*.ts'],
    ignores: ['src/core/clock.ts', 'src/core/host.ts', 'src/memory/probe/page-probe.ts', platforms],
    rules: {
      'no-restricted-properties': [
        'error',
        ...['Date', 'performance'].map((object) => ({
          object,
          property: 'now',
          message: 'Read the time from src/core/clock.ts.',
        })),
        ...['globalThis', 'self'].flatMap((object) =>
          ['performance', ...timers].map((property) => ({
            object,
            property,
            message: 'Time comes from a scheduler or src/core/clock.ts.',
          })),
        ),
      ],
      'no-restricted-globals': [
        'error',
        ...timers.map((name) => ({ name, message: 'Take a scheduler.' })),
        ...['process', 'window', 'document', 'require', 'self', 'Buffer'].map((name) => ({
          name,
          message: 'Runs in Node and in browsers: read it off globalThis, and live without it.',
        })),
      ],
    },
  },

  {
    files: ['spec/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['fdescribe', 'fit', 'xdescribe', 'xit', 'xpit'].map((name) => ({
          name,
          message: 'Focused and skipped specs do not belong into a commit.',
        })),
      ],
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },

  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          ...[
            'process',
            'console',
            'performance',
            'fetch',
            'URL',
            'AbortController',
            'structuredClone',
          ],
          ...['module', 'Buffer', 'TextEncoder', 'TextDecoder', 'AbortSignal', ...timers],
          ...['clearTimeout', 'clearInterval', 'window', 'document', 'navigator', 'indexedDB'],
        ].map((name) => [name, 'readonly']),
      ),
    },
  },

  {
    // Their names are checked by `tsc -p demo`, which knows those of a page.
    files: ['demo/browser/**/*.js'],
    rules: { 'no-undef': 'off' },
  },
);
