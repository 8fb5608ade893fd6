import * as v from 'valibot'

type Pem = string | Uint8Array

// Not `v.instance(Uint8Array)`: its type leaves out the Buffer that readFile gives, and a Buffer of another realm fails it.
const isPem = (value: unknown): value is Pem =>
  typeof value === 'string' || Buffer.isBuffer(value) || ArrayBuffer.isView(value)

const pem = v.custom<Pem | Pem[]>(
  (value) => (Array.isArray(value) ? value.every(isPem) : isPem(value)),
  'must be PEM text or bytes, or a list of them',
)
const text = v.string('must be text')

/** TLS details of a connection, under the names of Node's `tls.connect`. */
export const tlsSchema = v.strictObject({
  ca: v.pipe(v.optional(pem), v.description('Authorities to trust instead of the built-in ones')),
  cert: v.pipe(v.optional(pem), v.description('Client certificate')),
  key: v.pipe(v.optional(pem), v.description('Private key of the client certificate')),
  passphrase: v.pipe(v.optional(text), v.description('Passphrase of the private key')),
  servername: v.pipe(
    v.optional(text),
    v.description('Name that the server’s certificate must carry, when it is not the URL’s host'),
  ),
  rejectUnauthorized: v.pipe(
    v.optional(v.boolean('must be true or false'), true),
    v.description('false accepts any certificate: for tests only'),
  ),
})
