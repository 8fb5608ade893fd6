import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, it } from '@jest/globals'

import { TEMPLATE_NAMES, TEMPLATES } from '../src/templates.js'
import { rangeOf } from '../src/versions.js'

const home = join(import.meta.dirname, '..')
const root = join(home, '..', '..')
const manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {
  devDependencies: Record<string, string>
}
const named = TEMPLATE_NAMES.flatMap((name) => [
  ...TEMPLATES[name].dependencies,
  ...TEMPLATES[name].devDependencies,
])

// What is linked here is what the templates are tested with; a release writes its version into our package.json.
it.each([...new Set(named)])(
  'the version of %s is the one that is linked or in the catalog',
  (name) => {
    const kind = name.startsWith('@arq/') ? 'workspace:^' : 'catalog:'
    expect(manifest.devDependencies[name]).toBe(kind)
    expect(rangeOf(name)).toMatch(/^\^\d+\.\d+\.\d+$/)
  },
)

/**
 * changesets does not release a package whose devDependencies alone have changed, and `^0.1.0` leaves out 0.2.0: without a
 * release of its own, create-arq would go on making projects with the old versions.
 */
it('is released with what its projects are made of', () => {
  const folder = join(root, '.changeset')
  const bumps = readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) => [
      ...readFileSync(join(folder, file), 'utf8').matchAll(/^'(.+)': (major|minor|patch)$/gm),
    ])
  const needsRelease = bumps.some(
    ([, name = '', kind]) => name.startsWith('@arq/') && named.includes(name) && kind !== 'patch',
  )
  const isReleased = bumps.some(([, name]) => name === 'create-arq')
  expect(isReleased || !needsRelease).toBe(true)
})
