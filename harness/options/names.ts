/** A DNS label, as Kubernetes names objects: lower-case letters, digits and `-`, at most 63. */
export const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

export const dnsLabelWords = 'a DNS label (lower-case letters, digits and "-", at most 63 characters)'

export function nameProblems(what: string, name: string): string[] {
  return dnsLabel.test(name) ? [] : [`${what}: expected ${dnsLabelWords}, found "${name}"; for example "demo-1"`]
}
