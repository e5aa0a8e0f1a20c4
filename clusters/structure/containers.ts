import { z } from 'zod'
import type { RuntimeContainer } from '../../properties/model/cluster-facts.ts'

const annotation = (name: string): string => `.annotations["io.kubernetes.cri.${name}"]`

/** containerd's own records of the containers that run, one JSON object each: its client would need a call for each. */
export const containersScript = `cd /run/containerd/io.containerd.runtime.v2.task/k8s.io && jq -c '{
  id: (input_filename | split("/")[0]),
  sandboxId: ${annotation('sandbox-id')},
  podUid: ${annotation('sandbox-uid')},
  name: ${annotation('container-name')},
  argv: .process.args,
  network: (.linux.namespaces | map(select(.type == "network").path)[0])
}' */config.json`

/** Prints \`/proc/PID/cgroup:ID\` for each process of a container. */
export const processesScript = `grep -Ho -m 1 -E '[0-9a-f]{64}' /proc/[0-9]*/cgroup 2>/dev/null; true`

/** Prints inode and path of every network namespace that has a process or a name. */
export const namespacesScript = `stat -L -c '%i %n' /proc/[0-9]*/ns/net /var/run/netns/* 2>/dev/null; true`

/** Prints the state of every process, as the kernel writes it. */
export const statesScript = `cat /proc/[0-9]*/stat 2>/dev/null; true`

/** Prints `ID/resolv.conf:LINE` for each sandbox: containerd mounts that file into all containers of the Pod. */
export const resolversScript = `cd /var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes && grep -H '' */resolv.conf`

const recordSchema = z.object({
  id: z.string(),
  sandboxId: z.string(),
  podUid: z.string().nullable(),
  name: z.string().nullable(),
  argv: z.array(z.string()),
  network: z.string().nullable(),
})

/** What the five scripts print. */
export interface Printed {
  containers: string
  processes: string
  namespaces: string
  states: string
  resolvers: string
}

const lines = (output: string): string[] => output.split('\n').filter((line) => line !== '')

/** Containers of the Pods that `podOf` knows by their uid. */
export function parseContainers(printed: Printed, podOf: (uid: string) => string | undefined): RuntimeContainer[] {
  const inodes = new Map(
    lines(printed.namespaces).map((line) => [line.slice(line.indexOf(' ') + 1), parseInt(line, 10)]),
  )
  const starts = startTicksByPid(printed.states)
  const processes = Map.groupBy(
    lines(printed.processes).map((line) => ({
      pid: Number(line.split('/')[2]),
      id: line.slice(line.indexOf(':') + 1),
    })),
    ({ id }) => id,
  )
  const resolvers = resolversById(printed.resolvers)
  return lines(printed.containers).flatMap((line) => {
    const { id, sandboxId, podUid, name, argv, network } = recordSchema.parse(JSON.parse(line))
    const pod = podOf(podUid ?? '')
    if (pod === undefined) return []
    const networkNamespace = network === null ? undefined : inodes.get(network)
    const own = (processes.get(id) ?? []).flatMap(({ pid }) => {
      const inode = inodes.get(`/proc/${pid}/ns/net`)
      const startTicks = starts.get(pid)
      return inode === undefined || startTicks === undefined ? [] : [{ pid, networkNamespace: inode, startTicks }]
    })
    return [
      {
        id,
        sandboxId,
        pod,
        argv,
        ...(name !== null && { name }),
        ...(resolvers.has(id) && { resolvConf: resolvers.get(id) as string }),
        ...(networkNamespace !== undefined && { networkNamespace }),
        processes: own.toSorted((a, b) => a.startTicks - b.startTicks),
      },
    ]
  })
}

/** Field 22 of proc(5)'s stat; the second one is a name that may hold anything, in parentheses. */
function startTicksByPid(states: string): Map<number, number> {
  return new Map(
    lines(states).map((line) => {
      const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
      return [parseInt(line, 10), Number(fields[19])]
    }),
  )
}

function resolversById(printed: string): Map<string, string> {
  const byId = Map.groupBy(lines(printed), (line) => line.slice(0, line.indexOf('/')))
  return new Map([...byId].map(([id, own]) => [id, own.map((line) => line.slice(line.indexOf(':') + 1)).join('\n')]))
}
