import { describe, it } from 'vitest'

import { declareSuite } from './memory-store.mjs'

declareSuite({ describe, it })
