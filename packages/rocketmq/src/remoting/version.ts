import type { LanguageCode } from './language.js'

/**
 * The protocol version that we say we speak: V5_3_3, because GO_AWAY is understood (servers send it to clients above
 * V5_3_1). Ordinals of MQVersion.java.
 */
export const PROTOCOL_VERSION = 479

/** The name of {@link PROTOCOL_VERSION}, for people. */
export const PROTOCOL_VERSION_NAME = 'V5_3_3'

/** V5_3_2: the first server that knows the language NODE_JS. */
const FIRST_WITH_NODE_JS = 477

/**
 * The language to give to a server. One that does not know the name NODE_JS may fail to read the whole header, so it
 * is used once the server's own version is known to be new enough.
 */
export function languageFor(serverVersion: number | undefined): LanguageCode {
  return serverVersion !== undefined && serverVersion >= FIRST_WITH_NODE_JS ? 'NODE_JS' : 'OTHER'
}
