import type { Flag } from './command.js'
import { texts } from './texts.js'

export const DEFAULT_NAME_SERVERS = '127.0.0.1:9876'

/** The flags by which every command finds its servers. Keys are not among them: others could read them. */
export const CONNECTION_FLAGS: readonly Flag[] = [
  {
    name: 'name-servers',
    alias: 'n',
    kind: 'text',
    describe: texts.nameServersFlag(),
    default: DEFAULT_NAME_SERVERS,
    variable: 'ROCKETMQ_NAMESRV_ADDR',
  },
  { name: 'tls', kind: 'switch', describe: texts.tlsFlag(), variable: 'ROCKETMQ_TLS' },
  { name: 'tls-ca', kind: 'text', describe: texts.tlsCaFlag() },
  {
    name: 'timeout',
    kind: 'text',
    describe: texts.timeoutFlag(),
    default: '3s',
    variable: 'ROCKETMQ_REQUEST_TIMEOUT_MS',
  },
]
