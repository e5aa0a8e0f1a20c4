import { runChecked } from '../../host/process.ts'

/** Where an engine that podnet starts listens, whatever DOCKER_HOST says. */
const host = 'unix:///var/run/docker.sock'

/** Names of the containers of podnet's engine, ended ones too. Throws CommandFailed where it does not answer. */
export async function containersLeft(): Promise<string[]> {
  const { stdout } = await runChecked('docker', ['--host', host, 'ps', '--all', '--format', '{{.Names}}'])
  return stdout.split('\n').filter((name) => name !== '')
}
