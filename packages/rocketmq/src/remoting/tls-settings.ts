import * as v from 'valibot'

import { tlsDetailsSchema } from '../settings/tls-details.js'

/** TLS for every connection: `true`, or details under the names of Node's `tls.connect`. */
export const tlsSchema = v.union(
  [v.boolean(), tlsDetailsSchema],
  'must be true, false or an object with ca, cert, key, passphrase, servername, rejectUnauthorized',
)

export type TlsSettings = v.InferOutput<typeof tlsSchema>
