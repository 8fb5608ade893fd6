/** As far as samples use Node's `Buffer`. */
export const Buffer = {
  from: (bytes: Uint8Array) => ({ toString: () => new TextDecoder().decode(bytes) }),
}

/** Nobody starts a page with arguments, or with variables. */
export const process = { env: {}, argv: ['node', 'program'] }
