import { type Permission, PERMISSIONS } from '../contract/session.js'

/** Who asks, and what they may do. */
export interface Access {
  /** Stands in the audit log; `undefined`: nobody named them. */
  readonly user: string | undefined
  readonly permissions: readonly Permission[]
}

/** What `authorize` may say: `true` is every permission; whatever is not understood is none. */
export type Granted =
  | boolean
  | readonly Permission[]
  | { readonly user?: string | undefined; readonly permissions: readonly Permission[] }

/**
 * Says what a caller may do.
 * @param request as it came, without the body
 * @param raw what the server that the dashboard is mounted into gave with it: of a Node handler the `IncomingMessage`,
 * with whatever your middleware has put on it; of a fetch handler its second argument
 */
export type Authorize = (
  request: Request,
  raw: unknown,
) => Granted | null | undefined | Promise<Granted | null | undefined>

export const NOBODY: Access = { user: undefined, permissions: [] }

/** What was granted, and no more than anybody may have. */
export function accessOf(granted: unknown, most: readonly Permission[]): Access {
  if (granted === true) return { user: undefined, permissions: most }
  if (Array.isArray(granted)) return { user: undefined, permissions: among(granted, most) }
  if (typeof granted !== 'object' || granted === null) return NOBODY
  const { user, permissions }: { user?: unknown; permissions?: unknown } = granted
  return {
    user: typeof user === 'string' ? user : undefined,
    permissions: Array.isArray(permissions) ? among(permissions, most) : [],
  }
}

const among = (given: readonly unknown[], most: readonly Permission[]): readonly Permission[] =>
  PERMISSIONS.filter((permission) => most.includes(permission) && given.includes(permission))
