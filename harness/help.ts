/** What every command's help ends with. */
export function helpEnd(examples: readonly string[], exitCodes: string): string {
  return `\nExample:\n${examples.map((example) => `  ${example}`).join('\n')}\n\n${exitCodes}`
}
