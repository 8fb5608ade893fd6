import { renderText, type Text } from '@arq/core'

import type { Column } from './print.js'
import type { Program } from './program.js'

/** A column of texts, with its title in the reader's language. */
export const textColumn = ({ language }: Pick<Program, 'language'>, title: Text): Column => ({
  title: renderText(title, language),
  align: 'left',
})

/** A column of numbers. */
export const numberColumn = (program: Pick<Program, 'language'>, title: Text): Column => ({
  ...textColumn(program, title),
  align: 'right',
})
