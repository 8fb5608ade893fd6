import * as v from 'valibot'

import { mustBe, said } from '../rules/must-be.js'
import { settingsTexts } from './settings-texts.js'

type Pem = string | Uint8Array

// Not `v.instance(Uint8Array)`: its type leaves out the Buffer that readFile gives, and a Buffer of another realm fails it.
const isPem = (value: unknown): value is Pem =>
  typeof value === 'string' || ArrayBuffer.isView(value)

const pem = v.custom<Pem | Pem[]>(
  (value) => (Array.isArray(value) ? value.every(isPem) : isPem(value)),
  said(settingsTexts.mustBePem()),
)
const text = v.pipe(v.string(mustBe.text), v.nonEmpty(mustBe.notEmpty))

/** TLS details of a connection, under the names of Node's `tls.connect`. */
export const tlsDetailsSchema = v.strictObject({
  ca: v.pipe(
    v.optional(pem),
    v.description(
      'Certificate authorities to trust, instead of those that Node brings. Needed for a server whose certificate your own authority signed.',
    ),
  ),
  cert: v.pipe(
    v.optional(pem),
    v.description(
      'Certificate that this client shows. Needed where the server asks clients for one.',
    ),
  ),
  key: v.pipe(
    v.optional(pem),
    v.description('Private key of `cert`. The connection fails when the two do not fit.'),
  ),
  passphrase: v.pipe(
    v.optional(text),
    v.description('Passphrase of `key`, when the key is encrypted.'),
  ),
  servername: v.pipe(
    v.optional(text),
    v.description(
      'Name that the server’s certificate must carry. Absent: the host of the address.',
    ),
  ),
  rejectUnauthorized: v.pipe(
    v.optional(v.boolean(mustBe.flag), true),
    v.description(
      'With `false` any certificate is accepted, so anybody in between can read and change everything: for tests only.',
    ),
  ),
})
