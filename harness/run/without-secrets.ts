/**
 * What opens something, by its form alone: nothing that podnet reads is a secret, but a file or a comment of a rule may hold
 * one. Tokens of service accounts and users (JWT), private keys as PEM and as kubeconfigs and Secrets have them (base64 of
 * PEM; certificates look alike there and go along), a password in a URL.
 */
const secrets = [
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\bLS0tLS1CRUdJTi[\w+/=]+/g,
  /(?<=:\/\/)[^\s/@:]+:[^\s/@]+(?=@)/g,
]

/** For JSON.stringify: every text without the secrets in it, which are replaced by words that say so. */
export function withoutSecrets(_key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value
  return secrets.reduce((text, secret) => text.replace(secret, '(secret left out)'), value)
}
