import type { User } from './login.js'

declare global {
  namespace Express {
    interface Request {
      /** Whom the login has found. */
      user?: User | undefined
    }
  }
}
