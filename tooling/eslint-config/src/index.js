import js from '@eslint/js'
import sortImports from 'eslint-plugin-simple-import-sort'
import globals from 'globals'
import tseslint from 'typescript-eslint'

import { importDirection } from './import-direction.js'

/** @type {import('eslint').Linter.RulesRecord} */
const style = {
  'simple-import-sort/imports': 'error',
  'simple-import-sort/exports': 'error',
  eqeqeq: ['error', 'always'],
  'no-console': 'error',
}

/**
 * The whole repository's lint rules.
 * @param {string} rootDir the repository's root
 */
export function arqConfig(rootDir) {
  return tseslint.config(
    {
      ignores: [
        '**/dist/**',
        '**/.turbo/**',
        '**/.reports/**',
        '**/.services/**',
        '**/coverage/**',
        // As the README has them, to the letter.
        'apps/examples/src/front-page/**',
      ],
    },
    js.configs.recommended,
    {
      files: ['**/*.js'],
      languageOptions: { globals: globals.node },
      plugins: { 'simple-import-sort': sortImports },
      rules: style,
    },
    {
      files: ['**/*.ts'],
      extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
      languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: rootDir } },
      plugins: { 'simple-import-sort': sortImports },
      rules: {
        ...style,
        '@typescript-eslint/consistent-type-imports': 'error',
        '@typescript-eslint/consistent-type-definitions': 'off',
        '@typescript-eslint/no-import-type-side-effects': 'error',
        '@typescript-eslint/only-throw-error': 'error',
        '@typescript-eslint/restrict-template-expressions': [
          'error',
          { allowNumber: true, allowBoolean: true },
        ],
        '@typescript-eslint/no-confusing-void-expression': [
          'error',
          { ignoreArrowShorthand: true },
        ],
        '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
        '@typescript-eslint/switch-exhaustiveness-check': 'error',
        'no-restricted-syntax': [
          'error',
          { selector: 'ExportDefaultDeclaration', message: 'Name what you export.' },
        ],
      },
    },
    {
      // Test runners take promises they await themselves; a test may assert with `!`.
      files: ['**/test/**/*.ts', '**/*.test.ts'],
      rules: {
        '@typescript-eslint/no-non-null-assertion': 'off',
        '@typescript-eslint/no-empty-function': 'off',
        '@typescript-eslint/no-extraneous-class': 'off',
        '@typescript-eslint/prefer-promise-reject-errors': 'off',
        '@typescript-eslint/require-await': 'off',
        '@typescript-eslint/only-throw-error': 'off',
        '@typescript-eslint/no-unused-vars': 'off',
      },
    },
    {
      // Programs people run print to the terminal.
      files: ['apps/**/*.ts', 'tooling/**/*.js'],
      rules: { 'no-console': 'off' },
    },
    ...importDirection,
  )
}
