import { EncodeError } from '../../errors/errors.js'
import type { RemotingRequest, RemotingResponse } from '../../remoting/command.js'
import { texts } from '../../texts/texts.js'
import { jsonBody } from '../json-body.js'
import { REQUEST_CODE } from '../request-code.js'
import { expectSuccess, type RequestSubject } from '../response-error.js'
import { textMap } from './topic-configs.js'

/**
 * Asks a broker how it is doing (28).
 *
 * Source: apache/rocketmq `broker/.../processor/AdminBrokerProcessor.java` (`prepareRuntimeInfo`).
 */
export function brokerRuntimeRequest(): RemotingRequest {
  return { code: REQUEST_CODE.GET_BROKER_RUNTIME_INFO }
}

/**
 * The broker's own names and texts: `brokerVersionDesc`, `putTps`, `commitLogDiskRatio` and about 80 more.
 *
 * Source: apache/rocketmq `remoting/.../body/KVTable.java`.
 * @throws {@link BrokerError} any other code than success
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readBrokerRuntimeResponse(
  response: RemotingResponse,
  about: RequestSubject,
): Readonly<Record<string, string>> {
  expectSuccess(REQUEST_CODE.GET_BROKER_RUNTIME_INFO, response, about)
  const subject = 'the runtime statistics of a broker'
  return textMap(jsonBody(response, subject).map('table'))
}

/** Asks a broker for its settings (26). */
export function brokerConfigRequest(): RemotingRequest {
  return { code: REQUEST_CODE.GET_BROKER_CONFIG }
}

/**
 * Source: apache/rocketmq `remoting/.../Configuration.java` (`getAllConfigsFormatString`).
 * @throws {@link BrokerError} any other code than success
 */
export function readBrokerConfigResponse(
  response: RemotingResponse,
  about: RequestSubject,
): Readonly<Record<string, string>> {
  expectSuccess(REQUEST_CODE.GET_BROKER_CONFIG, response, about)
  const lines = response.body.toString('utf8').split('\n')
  return Object.fromEntries(
    lines.flatMap((line) => {
      const at = line.indexOf('=')
      return at <= 0 ? [] : [[line.slice(0, at).trim(), line.slice(at + 1).trim()] as const]
    }),
  )
}

/**
 * Changes settings of a running broker (25); it writes them into its file too. It ignores names that it does not know.
 *
 * Source: apache/rocketmq `broker/.../processor/AdminBrokerProcessor.java` (`updateBrokerConfig`),
 * `common/.../MixAll.java` (`string2Properties`): a Java properties file.
 * @throws {@link EncodeError} `ROCKETMQ_ENCODE_FAILED` for a name that no properties file can hold
 */
export function updateBrokerConfigRequest(
  changes: Readonly<Record<string, string>>,
): RemotingRequest {
  const lines = Object.entries(changes).map(([name, value]) => {
    if (!/^[\w.-]+$/.test(name)) {
      throw new EncodeError(
        texts.theBrokerSetting({ name: JSON.stringify(name) }),
        texts.isNoName(),
      )
    }
    return `${name}=${escaped(value)}`
  })
  return { code: REQUEST_CODE.UPDATE_BROKER_CONFIG, body: Buffer.from(lines.join('\n')) }
}

/** Source: java.util.Properties: a backslash begins an escape, a line end would begin another setting. */
const escaped = (value: string): string =>
  value.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/^ /, '\\ ')
