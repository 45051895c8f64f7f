import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import { arrowsRule } from './tools/house/arrowsRule.js';
import { parts } from './tools/house/floors.js';

/** Libraries that one part owns. */
const owners = [
  {
    library: 'kafkajs',
    files: ['kafka/**', 'examples/**'],
    why: 'kafkajs is driven in one place (facts: docs/architecture.md, Lanes)',
  },
  {
    library: 'execa',
    files: ['targets/machine/processes.ts'],
    why: 'targets/machine/processes.ts is the only file that spawns processes',
  },
  {
    library: 'node:child_process',
    files: ['targets/machine/processes.ts', 'examples/**'],
    why: 'targets/machine/processes.ts is the only file that spawns processes',
  },
  {
    library: 'prom-client',
    files: ['generator/container/metrics.ts'],
    why: 'generator/container/metrics.ts owns the metrics',
  },
  { library: 'commander', files: ['cli/**'], why: 'flags are read in cli/ only' },
];

const restrictImports = (part, file) => ({
  'no-restricted-imports': [
    'error',
    {
      paths: owners
        .filter(
          (owner) => !owner.files.some((allowed) => allowed === file || allowed === `${part}/**`),
        )
        .map((owner) => ({
          name: owner.library,
          message: `${owner.why}.`,
          allowTypeImports: true,
        })),
    },
  ],
});

const owned = [...new Set(owners.flatMap((owner) => owner.files))].filter(
  (file) => !file.endsWith('**'),
);

export default tseslint.config(
  {
    ignores: [
      'build/',
      'dist/',
      'imports/',
      'node_modules/',
      '.courant/',
      'spark/target/',
      'flink/target/',
      'test/golden/',
      'test/schemas/',
      'examples/*/build/',
      'examples/*/node_modules/',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/no-invalid-void-type': 'off',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
      'no-console': 'error',
    },
  },
  ...Object.keys(parts).map((part) => ({
    files: [`${part}/**/*.{ts,tsx}`],
    rules: restrictImports(part),
  })),
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { house: { rules: { arrows: arrowsRule } } },
    rules: { 'house/arrows': 'error' },
  },
  ...owned.map((file) => ({ files: [file], rules: restrictImports(file.split('/')[0], file) })),
  {
    files: ['{chain,charts,kafka,verify,generator,targets,deck,cli}/**/*.ts'],
    ignores: ['generator/main.ts', 'cli/main.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'exit', message: 'Only mains end the process.' },
        {
          object: 'process',
          property: 'env',
          message: 'Mains read the environment and pass on what they found.',
        },
      ],
    },
  },
  { files: ['examples/**'], rules: { 'no-console': 'off' } },
  {
    files: ['test/**', 'bench/**'],
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-console': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
);
