import { clientSchema, type ClientSettings } from '../client/client-settings.js'
import {
  CLIENT_ENVIRONMENT,
  type EnvironmentVariable,
  readEnvironment,
} from '../client/environment.js'

/** Every environment variable that {@link readAdminEnvironment} reads. */
export const ADMIN_ENVIRONMENT: readonly EnvironmentVariable[] = CLIENT_ENVIRONMENT.filter(
  ({ setting }) => (setting.split('.')[0] ?? '') in clientSchema.entries,
)

/**
 * The settings of an admin client that environment variables name; as `readProducerEnvironment`.
 *
 * @param environment usually `process.env`
 * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each variable with a wrong value
 */
export function readAdminEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Partial<ClientSettings> {
  return readEnvironment(ADMIN_ENVIRONMENT, clientSchema, environment)
}
