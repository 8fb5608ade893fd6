import * as v from 'valibot'

import { ConfigurationError } from '../errors/errors.js'
import type { SettingProblem } from '../texts/setting-problem.js'
import { inTwoLanguages, type Language, type Text, verbatim } from '../texts/text.js'
import { texts } from '../texts/texts.js'

type Kind = 'text' | 'number' | 'flag'

/** An environment variable and the setting it stands for. */
export interface EnvironmentVariable {
  readonly name: `ROCKETMQ_${string}`
  /** Path of the setting. */
  readonly setting: string
  readonly kind: Kind
}

export const variable = (
  name: EnvironmentVariable['name'],
  setting: string,
  kind: Kind = 'number',
): EnvironmentVariable => ({ name, setting, kind })

/** The variables of the settings that every client has. */
export const CLIENT_ENVIRONMENT: readonly EnvironmentVariable[] = [
  variable('ROCKETMQ_NAMESRV_ADDR', 'nameServers', 'text'),
  variable('ROCKETMQ_NAMESPACE', 'namespace', 'text'),
  variable('ROCKETMQ_INSTANCE_NAME', 'instanceName', 'text'),
  variable('ROCKETMQ_CLIENT_IP', 'clientIp', 'text'),
  variable('ROCKETMQ_UNIT_NAME', 'unitName', 'text'),
  variable('ROCKETMQ_UNIT_MODE', 'unitMode', 'flag'),
  variable('ROCKETMQ_HEARTBEAT_INTERVAL_MS', 'heartbeatIntervalMs'),
  variable('ROCKETMQ_ROUTE_REFRESH_INTERVAL_MS', 'routeRefreshIntervalMs'),
  variable('ROCKETMQ_CONNECT_TIMEOUT_MS', 'connection.connectTimeoutMs'),
  variable('ROCKETMQ_REQUEST_TIMEOUT_MS', 'connection.requestTimeoutMs'),
  variable('ROCKETMQ_TLS', 'connection.tls', 'flag'),
  variable('ROCKETMQ_ACCESS_KEY', 'connection.acl.accessKey', 'text'),
  variable('ROCKETMQ_SECRET_KEY', 'connection.acl.secretKey', 'text'),
  variable('ROCKETMQ_SECURITY_TOKEN', 'connection.acl.securityToken', 'text'),
]

/**
 * The settings that environment variables name. Empty ones count as absent; what is not in the table is not looked at.
 *
 * @param schema of all settings: it checks each value
 * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each variable with a wrong value
 */
export function readEnvironment(
  table: readonly EnvironmentVariable[],
  schema: v.GenericSchema,
  environment: Readonly<Record<string, string | undefined>>,
): object {
  const issues: SettingProblem[] = []
  const settings: Group = {}
  for (const entry of table) {
    const { name, setting, kind } = entry
    const text = environment[name]?.trim()
    if (text === undefined || text === '') continue
    const value = READERS[kind](text)
    const problem = problemOf(schema, entry, value)
    if (problem !== undefined) {
      const words = texts.variableWrong({ problem, seen: seen(name, text), setting })
      issues.push({ path: name, text: words })
    } else if (value !== undefined) put(settings, setting.split('.'), value)
  }
  if (issues.length > 0) throw new ConfigurationError(texts.theEnvironment(), issues)
  return settings
}

type Value = string | number | boolean

interface Group {
  [key: string]: Value | Group
}

const READERS: Readonly<Record<Kind, (text: string) => Value | undefined>> = {
  text: (text) => text,
  number: (text) => (/^-?\d+$/.test(text) ? Number(text) : undefined),
  flag: (text) => FLAGS.get(text.toLowerCase()),
}

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
])

const EXPECTED: Readonly<Record<Kind, Text>> = {
  text: texts.mustBeText(),
  number: texts.mustBeWholeNumber(),
  flag: texts.mustBeFlag(),
}

/** The value in quotes, unless it is a secret. */
function seen(name: string, text: string): Text {
  if (/KEY|TOKEN/.test(name)) return verbatim('')
  return texts.variableSeen({ value: JSON.stringify(text.slice(0, 80)) })
}

/** Made of a text: a literal would stand in the built file as it is, which must be Latin-1. */
const GOT_IN_CHINESE = new RegExp('[，；]收到 .*$')

/** What the setting's own check says of the value; `undefined` is a text of the wrong kind. */
function problemOf(
  root: v.GenericSchema,
  { setting, kind }: EnvironmentVariable,
  value: Value | undefined,
): Text | undefined {
  if (value === undefined) return EXPECTED[kind]
  const schema = schemaAt(root, setting)
  // Without what it got: that is said of the variable, unless it is a secret.
  const said = (lang: Language, got: RegExp): Text | undefined => {
    const { issues } = v.safeParse(schema, value, { lang })
    return issues && verbatim(issues[0].message.replace(got, ''))
  }
  const english = said('en', /[,;] got .*$/)
  return english && inTwoLanguages(english, said('zh-CN', GOT_IN_CHINESE) ?? english)
}

/** Source: valibot: `optional` and `pipe` wrap a schema, a union lists its own. */
function schemaAt(root: v.GenericSchema, setting: string): v.GenericSchema {
  let schema = root
  for (const step of setting.split('.')) {
    const entry = entriesOf(schema)[step]
    if (entry === undefined) throw new TypeError(`no setting ${setting}`)
    schema = entry
  }
  return schema
}

function entriesOf(schema: object): Readonly<Record<string, v.GenericSchema>> {
  const inner = property(schema, 'wrapped') ?? withEntries(property(schema, 'options'))
  if (typeof inner === 'object' && inner !== null) return entriesOf(inner)
  // Whoever names a group in the table above names one that has entries.
  return property(schema, 'entries') as Readonly<Record<string, v.GenericSchema>>
}

const withEntries = (options: unknown): unknown =>
  Array.isArray(options) ? options.find((option) => property(option, 'entries')) : undefined

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

function put(group: Group, [first = '', ...rest]: readonly string[], value: Value): void {
  if (rest.length === 0) {
    group[first] = value
    return
  }
  const inner = group[first]
  const next: Group = typeof inner === 'object' ? inner : {}
  group[first] = next
  put(next, rest, value)
}
