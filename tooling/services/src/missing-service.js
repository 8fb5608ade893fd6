/** A service can neither be found nor started here. The message is one line with what to do. */
export class MissingService extends Error {
  /**
   * @param {Pick<import('./contract.d.ts').ServiceKind, 'name' | 'title' | 'howToInstall' | 'environment'>} kind
   */
  constructor({ name, title, howToInstall, environment }) {
    super(`${title} is missing: ${howToInstall}, or set ${environment.url}`)
    this.name = 'MissingService'
    this.service = name
  }
}
