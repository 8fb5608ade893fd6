import { readProperty, said } from '@arq/core/internal'
import * as v from 'valibot'

import { texts } from './texts.js'

/** What requests are signed with. */
export interface S3Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Of temporary credentials, such as a role's. */
  readonly sessionToken?: string | undefined
}

/**
 * Gives credentials. It is called before each request, so it keeps those that are still good itself, as the providers of
 * `@aws-sdk/credential-providers` do (roles of EC2, ECS and EKS, SSO, profiles).
 */
export type S3CredentialsProvider = () => S3Credentials | Promise<S3Credentials>

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''

export const isCredentials = (value: unknown): value is S3Credentials =>
  isText(readProperty(value, 'accessKeyId')) && isText(readProperty(value, 'secretAccessKey'))

export const credentialsSchema = v.custom<S3Credentials | S3CredentialsProvider>(
  (value) => typeof value === 'function' || isCredentials(value),
  said(texts.mustBeCredentials()),
)
