// What the API server says of what it refuses, in its own words (k8s.io/apimachinery/pkg/util/validation/field).

export const required = 'Required value'

export const forbidden = (why: string): string => `Forbidden: ${why}`

export const invalid = (value: unknown, why: string): string => `Invalid value: ${JSON.stringify(value)}: ${why}`

export const duplicate = (value: unknown): string => `Duplicate value: ${JSON.stringify(value)}`

export function unsupported(value: unknown, supported: readonly string[]): string {
  const values = supported.toSorted().map((one) => JSON.stringify(one))
  return `Unsupported value: ${JSON.stringify(value)}: supported values: ${values.join(', ')}`
}

/** What is wrong with a label's value, or undefined. */
export function labelValueProblem(value: string): string | undefined {
  const regex = '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?'
  if (value.length > 63) return invalid(value, 'must be no more than 63 bytes')
  if (new RegExp(`^${regex}$`).test(value)) return undefined
  return invalid(
    value,
    `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '${regex}')`,
  )
}

/** What is wrong with a Service's name, or undefined. */
export function serviceNameProblem(name: string): string | undefined {
  const regex = '[a-z]([-a-z0-9]*[a-z0-9])?'
  if (name.length > 63) return invalid(name, 'must be no more than 63 characters')
  if (new RegExp(`^${regex}$`).test(name)) return undefined
  return invalid(
    name,
    `a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '${regex}')`,
  )
}

/** What is wrong with a DNS label, such as the name of a Service's port, or undefined. */
export function labelProblem(name: string): string | undefined {
  const regex = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
  if (name.length > 63) return invalid(name, 'must be no more than 63 bytes')
  if (new RegExp(`^${regex}$`).test(name)) return undefined
  return invalid(
    name,
    `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${regex}')`,
  )
}

/** What is wrong with the name of a container's port, or undefined. */
export function portNameProblem(name: string): string | undefined {
  const problems = [
    name.length > 15 && 'must be no more than 15 characters',
    !/^[-a-z0-9]+$/.test(name) && 'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
    !/[a-z]/.test(name) && 'must contain at least one letter (a-z)',
    name.includes('--') && 'must not contain consecutive hyphens',
    (name.startsWith('-') || name.endsWith('-')) && 'must not begin or end with a hyphen',
  ]
  const [first] = problems.filter((problem) => problem !== false)
  return first === undefined ? undefined : invalid(name, first)
}

export function portNumberProblem(port: number): string | undefined {
  return port >= 1 && port <= 65_535 ? undefined : invalid(port, 'must be between 1 and 65535, inclusive')
}

/** The highest affinity timeout there is, in seconds. */
const longestAffinitySeconds = 86_400

export function affinityTimeoutProblem(seconds: number): string | undefined {
  return seconds > 0 && seconds <= longestAffinitySeconds
    ? undefined
    : invalid(seconds, `must be greater than 0 and less than ${longestAffinitySeconds}`)
}

/** A name with or without its last dot, for ExternalName. */
export function domainNameProblem(name: string): string | undefined {
  const plain = name.replace(/\.$/, '')
  const regex = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*'
  if (plain.length > 253) return invalid(plain, 'must be no more than 253 bytes')
  if (new RegExp(`^${regex}$`).test(plain)) return undefined
  return invalid(
    plain,
    `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${regex}')`,
  )
}

export function addressProblem(text: string): string | undefined {
  const parts = text.split('.').map(Number)
  const sound = /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && parts.every((part) => part <= 255)
  return sound ? undefined : invalid(text, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')
}

/** What the API server takes for no endpoint's and no externalIP's address. */
export function specialAddressProblem(text: string): string | undefined {
  const problem = addressProblem(text)
  if (problem !== undefined) return problem
  if (text === '0.0.0.0') return invalid(text, "may not be unspecified (0.0.0.0 or '::')")
  if (text.startsWith('127.')) return invalid(text, 'may not be in the loopback range (127.0.0.0/8, ::1/128)')
  if (text.startsWith('169.254.'))
    return invalid(text, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)')
  if (text.startsWith('224.0.0.'))
    return invalid(text, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)')
  return undefined
}
