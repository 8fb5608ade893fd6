import { arqConfig } from '@arq/tooling-eslint-config'

export default arqConfig(import.meta.dirname)
