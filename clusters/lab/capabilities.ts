import type { Capabilities } from '../../properties/model/capability.ts'
import { externalPlace } from '../../properties/model/place.ts'
import { type Probe, probeHeaderBytes } from '../../properties/model/probe.ts'
import { childAgent, type StartedAgent, startAgent } from '../agent/agent-client.ts'
import type { CommandResult } from '../agent/protocol.ts'
import { toolPath } from '../host/process.ts'
import { flannelIptables, flannelNftables } from '../networks/flannel-rules.ts'
import type { Step } from '../networks/step.ts'
import { trialLines } from '../proxy/trial.ts'
import { agentCommand } from './agent-command.ts'
import { unshareArguments } from './holder.ts'

/** The throwaway namespace is the agent's own. */
const place = externalPlace
const namespacePath = '/proc/self/ns/net'

const setUp = "mount -t tmpfs tmpfs /run; ip link set lo up; echo '0 0' >/proc/sys/net/ipv4/ping_group_range"

/** Finds out what this kernel can do by doing it, in a namespace that is gone afterwards. Throws AgentError where nothing works. */
export async function probeCapabilities(signal: AbortSignal): Promise<KernelCapabilities> {
  const inside = ['sh', '-c', `${setUp}; exec "$@"`, 'sh', ...agentCommand()]
  const agent = await startAgent(
    childAgent(['env', `PATH=${toolPath()}`, 'unshare', ...unshareArguments(), ...inside]),
    {
      name: 'capabilities',
      signal,
    },
  )
  try {
    await agent.request({ kind: 'enter', places: [{ place, namespacePath }] }, { signal })
    const results = await agent.run(
      trials.map(({ argv, input }) => ({ place, argv, input })),
      { signal },
    )
    return {
      ...(Object.fromEntries(trials.map(({ name }, index) => [name, verdict(results[index])])) as CommandCapabilities),
      'icmp-echo': await tryEcho(agent, signal),
      capture: await tryCapture(agent),
    }
  } finally {
    await agent.stop()
  }
}

/** All but what a provider brings itself. */
export type KernelCapabilities = Omit<Capabilities, 'flanneld'>
type CommandCapabilities = Omit<KernelCapabilities, 'icmp-echo' | 'capture'>

interface Trial {
  name: keyof CommandCapabilities
  argv: string[]
  input: string
}

const asInput = (lines: readonly string[]): string => `${lines.join('\n')}\n`
const lines = (step: Step): string => ('lines' in step ? asInput(step.lines) : '')
const example = ['10.0.0.0/8', '10.1.0.0/16'] as const

/** One command per capability: the same ones that the networks need. */
const trials: readonly Trial[] = [
  {
    name: 'vxlan',
    argv: 'ip link add podnet-vxlan type vxlan id 1 local 127.0.0.1 dstport 8472 nolearning'.split(' '),
    input: '',
  },
  { name: 'ipip', argv: 'ip link add podnet-ipip type ipip local 127.0.0.1 remote any'.split(' '), input: '' },
  { name: 'tun', argv: 'ip tuntap add dev podnet-tun mode tun'.split(' '), input: '' },
  { name: 'iptables', argv: ['iptables-restore'], input: lines(flannelIptables(...example)) },
  { name: 'nftables', argv: ['nft', '-f', '-'], input: lines(flannelNftables(...example)) },
  {
    name: 'ipset',
    argv: ['sh', '-ec', 'ipset create podnet hash:net; iptables -A INPUT -m set --match-set podnet src -j ACCEPT'],
    input: '',
  },
  { name: 'service-iptables', argv: ['iptables-restore'], input: asInput(trialLines('iptables')) },
  { name: 'service-nftables', argv: ['nft', '-f', '-'], input: asInput(trialLines('nftables')) },
  {
    name: 'ip-vs',
    argv: [
      'sh',
      '-c',
      '[ -e /proc/net/ip_vs ] || { echo "the kernel has no ip_vs, or its module is not loaded: sudo modprobe ip_vs, or npm run uml -- check ..." >&2; exit 1; }',
    ],
    input: '',
  },
  {
    name: 'bridge-netfilter',
    argv: [
      'sh',
      '-c',
      '[ -e /proc/sys/net/bridge/bridge-nf-call-iptables ] || { echo "the module is not loaded: sudo modprobe br_netfilter" >&2; exit 1; }',
    ],
    input: '',
  },
]

function verdict(result: CommandResult | undefined): true | string {
  if (result?.exitCode === 0) return true
  return result?.stderr.trim().replaceAll(/\s*\n\s*/g, '; ') || `exit code ${result?.exitCode}`
}

async function tryEcho(agent: StartedAgent, signal: AbortSignal): Promise<true | string> {
  const probe: Probe = {
    client: place,
    target: { kind: 'loopback', address: '127.0.0.1', port: 0 },
    protocol: 'icmp',
    size: 'small',
    payloadBytes: probeHeaderBytes,
  }
  const [observation] = await agent.probe([probe], { deadlineMs: 1_000, signal })
  return observation?.outcome === 'answered' ? true : `${observation?.outcome} ${observation?.error ?? ''}`.trim()
}

async function tryCapture(agent: StartedAgent): Promise<true | string> {
  try {
    await agent.request({ kind: 'capture-start', captures: [{ place, device: 'lo' }] })
    await agent.request({ kind: 'capture-stop' })
    return true
  } catch (error) {
    return (error as Error).message
  }
}
