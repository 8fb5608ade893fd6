import type { Template } from './templates.js'
import { UsageError } from './usage-error.js'

/** The package.json of a made project. */
export interface ProjectManifest {
  readonly name: string
  readonly version: string
  readonly private: true
  readonly type: 'module'
  readonly engines: { readonly node: string }
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  /** npm's and Yarn's words for the same: what packages of arq ask for comes from the tarballs, too. */
  readonly overrides?: Readonly<Record<string, string>>
  readonly resolutions?: Readonly<Record<string, string>>
}

export interface Sources {
  /** A range of versions by name of package. */
  readonly rangeOf: (name: string) => string
  /** Taken in place of versions. */
  readonly tarballs?: ReadonlyMap<string, string> | undefined
}

/**
 * @throws UsageError where a tarball is missing
 */
export function projectManifest(
  name: string,
  template: Template,
  { rangeOf, tarballs }: Sources,
): ProjectManifest {
  const { dependencies, devDependencies, scripts } = template
  const named = new Set([...dependencies, ...devDependencies])
  const missing = tarballs
    ? [...named].filter((one) => one.startsWith('@arq/') && !tarballs.has(one))
    : []
  if (missing.length > 0) throw new UsageError('tarballMissing', { names: missing.join(', ') })
  const specifiers = (names: readonly string[]) =>
    Object.fromEntries([...names].sort().map((one) => [one, tarballs?.get(one) ?? rangeOf(one)]))
  return {
    name,
    version: '0.0.0',
    private: true,
    type: 'module',
    engines: { node: '>=20.19' },
    scripts,
    dependencies: specifiers(dependencies),
    devDependencies: specifiers(devDependencies),
    ...(tarballs && {
      // npm refuses an override of what is depended on directly.
      overrides: Object.fromEntries([...tarballs].filter(([one]) => !named.has(one))),
      resolutions: Object.fromEntries(tarballs),
    }),
  }
}

/**
 * pnpm's settings of a made project. The install scripts of esbuild, which tsx and vitest bring along, only look for other
 * ways to its binary: pnpm 10 would warn of them, later ones refuse to install.
 */
export function pnpmWorkspace(tarballs?: ReadonlyMap<string, string>): string {
  const overrides = [...(tarballs ?? [])].map(
    ([name, file]) => `  ${JSON.stringify(name)}: ${JSON.stringify(file)}\n`,
  )
  return [
    '# Install scripts that need not run: the binary of esbuild comes inside a package.\n',
    'ignoredBuiltDependencies:\n  - esbuild\n',
    'allowBuilds:\n  esbuild: false\n',
    ...(overrides.length > 0 ? ['overrides:\n', ...overrides] : []),
  ].join('')
}
