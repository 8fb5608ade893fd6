/**
 * The folders of `dist` that another program than the compiler writes, as `arq.bundled` of a
 * package's manifest names them.
 * @param {string} manifest its text
 * @returns {readonly string[]}
 */
export function bundledFolders(manifest) {
  /** @type {{ arq?: { bundled?: readonly string[] } }} */
  const { arq } = JSON.parse(manifest)
  return arq?.bundled ?? []
}
