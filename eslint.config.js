import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/**
 * The import arrows of docs/architecture.md: which part may import which. Anything absent is forbidden, so that
 * each part can be read, tested and replaced without the others.
 */
const parts = ['chain', 'charts', 'imports', 'kafka', 'verify', 'generator', 'targets', 'cli'];
const arrows = {
  chain: {
    to: [],
    why: 'chain/ says WHAT the chain is and must be readable by every part: it imports nothing but zod',
  },
  charts: {
    to: ['imports', 'chain'],
    why: 'charts/ say how a chain looks on Kubernetes and run without any of it',
  },
  imports: { to: [], why: 'imports/ are generated' },
  kafka: {
    to: ['chain'],
    why: 'kafka/ is the one door to Kafka and knows nothing of who walks through it',
  },
  verify: {
    to: ['kafka', 'chain'],
    why: 'verify/ proves from what is in Kafka alone, so that the proof holds on every target',
  },
  generator: { to: ['kafka', 'chain'], why: 'generator/ travels alone into a container image' },
  targets: {
    to: ['kafka', 'chain'],
    why: 'targets/ start the other parts as processes and work without the command line',
  },
  cli: {
    to: ['targets', 'verify', 'generator', 'charts', 'chain'],
    why: 'commands reach Kafka through a target, never directly',
  },
};

/** Libraries that one part owns. */
const owners = [
  {
    library: 'kafkajs',
    files: ['kafka/**'],
    why: 'kafkajs is driven in one place (facts: docs/architecture.md, Lanes)',
  },
  {
    library: 'execa',
    files: ['targets/exec.ts'],
    why: 'targets/exec.ts is the only file that spawns processes',
  },
  {
    library: 'node:child_process',
    files: ['targets/exec.ts'],
    why: 'targets/exec.ts is the only file that spawns processes',
  },
  {
    library: 'prom-client',
    files: ['generator/container/metrics.ts'],
    why: 'generator/container/metrics.ts owns the metrics',
  },
  { library: 'commander', files: ['cli/**'], why: 'flags are read in cli/ only' },
];

const forbiddenParts = (part) =>
  parts
    .filter((other) => other !== part && !arrows[part].to.includes(other))
    .map((other) => ({
      regex: `^(\\.\\./)+${other}/`,
      message: `${part}/ may not import ${other}/: ${arrows[part].why}.`,
    }));

const restrictImports = (part, file) => ({
  'no-restricted-imports': [
    'error',
    {
      patterns: forbiddenParts(part),
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
      'test/golden/',
      'test/schemas/',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    files: ['**/*.ts'],
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
  ...parts.map((part) => ({ files: [`${part}/**/*.ts`], rules: restrictImports(part) })),
  ...owned.map((file) => ({ files: [file], rules: restrictImports(file.split('/')[0], file) })),
  {
    files: ['main.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: parts
            .filter((part) => !['charts', 'chain'].includes(part))
            .map((part) => ({
              regex: `^\\./${part}/`,
              message: `main.ts may not import ${part}/: it is a table of contents of charts/.`,
            })),
        },
      ],
    },
  },
  {
    files: ['{chain,charts,kafka,verify,generator,targets,cli}/**/*.ts'],
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
