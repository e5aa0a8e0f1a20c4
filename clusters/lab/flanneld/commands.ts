import type { NodeSpec } from '../../../properties/model/topology.ts'
import { routerNamespace } from '../namespace.ts'
import { routerAddress } from '../underlay.ts'
import type { FlannelPrograms } from './programs.ts'

/** A program that runs for as long as its cluster. */
export interface Daemon {
  namespace: string
  argv: readonly string[]
  /**
   * Its folder in the cluster's own /run; its words are in `log` there, its number in `pid` for as long as it runs, and
   * `begun` is as old as it is.
   */
  folder: string
}

const etcdPort = 2379

/** Where etcd is reached in its own namespace. */
export const etcdAddress = `http://127.0.0.1:${etcdPort}`

/** etcd on the router, which every Node reaches whatever becomes of the Pod network. It forgets with the cluster. */
export function etcdDaemon({ etcd }: FlannelPrograms): Daemon {
  const folder = '/run/etcd'
  const peers = 'http://127.0.0.1:2380'
  const options = {
    name: 'podnet',
    'data-dir': `${folder}/data`,
    'listen-client-urls': `http://0.0.0.0:${etcdPort}`,
    'advertise-client-urls': etcdAddress,
    'listen-peer-urls': peers,
    'initial-advertise-peer-urls': peers,
    'initial-cluster': `podnet=${peers}`,
    'unsafe-no-fsync': 'true',
    'log-level': 'warn',
  }
  const words = Object.entries(options).map(([name, value]) => `--${name}=${value}`)
  return { namespace: routerNamespace, argv: [etcd, ...words], folder }
}

/** flanneld as its manifest starts it, but with etcd in the place of Kubernetes. */
export function flanneldDaemon({ flanneld }: FlannelPrograms, { name, address }: NodeSpec): Daemon {
  const folder = `/run/flannel/${name}`
  return {
    namespace: name,
    argv: [
      flanneld,
      '--ip-masq',
      '--iptables-forward-rules',
      '--iface=eth0',
      `--etcd-endpoints=http://${routerAddress(address)}:${etcdPort}`,
      `--subnet-file=${subnetFile(name)}`,
    ],
    folder,
  }
}

/** Its words, which go to the log of its daemon. */
export function logFile(node: string): string {
  return `/run/flannel/${node}/log`
}

/** Written by flanneld once its rules stand. */
export function subnetFile(node: string): string {
  return `/run/flannel/${node}/subnet.env`
}

/** Written when its daemon is started: what that has written since is newer. */
export function begunFile(node: string): string {
  return `/run/flannel/${node}/begun`
}

/** Its daemon's number among the cluster's processes, as long as it runs. */
export function pidFile(node: string): string {
  return `/run/flannel/${node}/pid`
}
