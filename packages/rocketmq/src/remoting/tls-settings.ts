import * as v from 'valibot'

import { flagSchema, textSchema } from '../settings.js'

const isPem = (value: unknown): value is string | Buffer =>
  typeof value === 'string' || Buffer.isBuffer(value)

const pem = v.custom<string | Buffer | (string | Buffer)[]>(
  (value) => (Array.isArray(value) ? value.every(isPem) : isPem(value)),
  'must be PEM: text, a Buffer, or a list of them',
)

const details = v.strictObject({
  ca: v.pipe(v.optional(pem), v.description('Authorities to trust instead of the built-in ones')),
  cert: v.pipe(v.optional(pem), v.description('Client certificate')),
  key: v.pipe(v.optional(pem), v.description('Private key of the client certificate')),
  passphrase: v.pipe(v.optional(textSchema), v.description('Passphrase of the private key')),
  servername: v.pipe(
    v.optional(textSchema),
    v.description('Name that the server’s certificate must carry, when it is not the host'),
  ),
  rejectUnauthorized: v.pipe(
    v.optional(flagSchema, true),
    v.description('false accepts any certificate: for tests only'),
  ),
})

/** TLS for every connection: `true`, or details under the names of Node's `tls.connect`. */
export const tlsSchema = v.union(
  [v.boolean(), details],
  'must be true, false or an object with ca, cert, key, passphrase, servername, rejectUnauthorized',
)

export type TlsSettings = v.InferOutput<typeof tlsSchema>
