import type { Text, TextValues } from '../../language/text.js'

/** The arguments of a job, as the server takes them. */
export interface JobArguments {
  readonly args?: readonly unknown[]
  readonly kwargs?: Readonly<Record<string, unknown>>
}

/** What is wrong with a field: a text of ours, or words of the server. */
export type FieldProblem = string | { readonly text: Text; readonly values?: TextValues }

/** By the place of the field: the keys that lead to it, with dots between. */
export type Problems = Readonly<Record<string, FieldProblem>>

/** What was read, as far as it could be read, and what is wrong with it. */
export interface ReadArguments {
  readonly value: JobArguments
  readonly problems: Problems
}
