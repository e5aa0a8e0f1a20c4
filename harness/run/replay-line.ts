/** Options that say where clusters run and what they are made of; each has a value. */
const options = new Set([
  '--provider',
  '--cni-conf',
  '--cni-bin',
  '--flanneld',
  '--etcd',
  '--image',
  '--kubernetes-version',
  '--image-archive',
  '--network-image',
  '--manifest',
  '--kubeconfig',
  '--context',
  '--agent-image',
])

/** The command that replays a scenario where it was seen. `command`: the line after `podnet` that saw it. */
export function replayLine(file: string, cluster: string | undefined, command: readonly string[]): string {
  const where = cluster === undefined ? placeWords(command) : ['--cluster', cluster]
  return ['podnet', 'replay', file, ...where].map(quoted).join(' ')
}

function placeWords(command: readonly string[]): string[] {
  return command.flatMap((word, index) => {
    const [option = ''] = word.split('=')
    if (!options.has(option)) return []
    return word.includes('=') ? [word] : [word, command[index + 1] ?? '']
  })
}

/** As a shell takes it for one word. */
const quoted = (word: string): string =>
  /^[\w./:=@,+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
