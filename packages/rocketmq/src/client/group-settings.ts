import * as v from 'valibot'

import { groupNameProblem } from '../protocol/resource-name.js'
import { said } from '../rules/must-be.js'
import { textSchema } from '../settings/settings.js'
import { texts } from '../texts/texts.js'

/** The name of a producer or consumer group. */
export const groupSchema = v.pipe(
  textSchema,
  v.check(
    (group) => groupNameProblem(group) === undefined,
    (issue) => said(groupNameProblem(issue.input) ?? texts.textEmpty())(issue),
  ),
)

/** The setting that both kinds of groups have. */
export const namespaceEntry = v.pipe(
  v.optional(textSchema),
  v.description('Put before topics and the group: `<namespace>%<name>`'),
  v.metadata({ env: 'ROCKETMQ_NAMESPACE', source: 'NamespaceUtil.java' }),
)
