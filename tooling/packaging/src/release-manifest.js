/**
 * A package.json that says where its sources are.
 * @param {string} manifest its text
 * @param {object} place
 * @param {string} place.url of the repository, as npm wants it: `git+https://….git`
 * @param {string} place.folder of the package in it
 */
export function withRepository(manifest, { url, folder }) {
  const repository = { type: 'git', url, directory: folder }
  return `${JSON.stringify({ ...JSON.parse(manifest), repository }, undefined, 2)}\n`
}
