/** The broker refused what it was asked, and could not say why. */
export class WordlessRefusal extends Error {
  override readonly name = 'WordlessRefusal'
}
