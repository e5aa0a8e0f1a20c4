/** Whether this process may change what belongs to the whole machine. */
export function isRoot(): boolean {
  return process.getuid?.() === 0
}
