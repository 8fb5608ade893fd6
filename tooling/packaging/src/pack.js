import { removeOrphans } from './remove-orphans.js'
import { rootDir } from './repository.js'

/**
 * Packs packages as a release does: pnpm puts the entries of `publishConfig` and true versions in
 * place of `workspace:` and `catalog:`, and adds the repository's licence.
 * @param {readonly import('./repository.js').PublishedPackage[]} packages
 * @param {{ run: (args: readonly string[], folder: string) => Promise<string> }} pnpm
 * @param {string} folder for the tarballs
 * @returns {Promise<ReadonlyMap<string, string>>} tarballs by name of package
 */
export async function pack(packages, { run }, folder) {
  for (const { dir } of packages) removeOrphans(dir)
  const filters = packages.map(({ name }) => `--filter=${name}`)
  const output = await run(
    ['--recursive', ...filters, 'pack', '--json', '--pack-destination', folder],
    rootDir,
  )
  return readPacked(output)
}

/**
 * @param {string} output of `pnpm pack --json`: a list, or one alone
 * @returns {ReadonlyMap<string, string>}
 */
export function readPacked(output) {
  /** @type {{ name: string, filename: string }[]} */
  const packed = [JSON.parse(output)].flat()
  return new Map(packed.map(({ name, filename }) => [name, filename]))
}
