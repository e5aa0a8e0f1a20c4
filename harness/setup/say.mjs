/** Talk goes to stderr: stdout belongs to the command that is set up. */
export function say(text) {
  process.stderr.write(`podnet: ${text}\n`)
}

/** Ends with 254: nothing was created, the machine or the call has to change first. */
export function refuse(text) {
  say(text)
  process.exit(254)
}
