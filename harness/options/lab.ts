import type { Command } from 'commander'
import type { LabOptions } from '../../clusters/lab/options.ts'
import type { ProviderName } from '../../clusters/providers.ts'
import { readPlugins } from './cni.ts'
import { readFlannel } from './flanneld.ts'
import { foreignOptions, makingOptions } from './foreign.ts'

/** The options of the lab provider, as typed. */
export interface LabTexts {
  cniConf?: string
  cniBin?: string
  flanneld?: string
  etcd?: string
  /** The running cluster that `check` and `replay` take. */
  cluster?: string
}

export function addLabOptions(command: Command): Command {
  return command
    .optionsGroup('Options of --provider lab:')
    .option('--cni-conf <file>', 'attach Pods with the CNI plugins of this configuration (default: podnet does it)')
    .option('--cni-bin <folder>', 'where the plugins of --cni-conf lie')
    .option('--flanneld <file>', "let this flanneld install flannel's networks (default: podnet does it)")
    .option('--etcd <file>', 'the etcd that --flanneld keeps its leases in')
}

export function readLabSettings(texts: LabTexts, provider: ProviderName, problems: string[]): LabOptions {
  const { cniConf, cniBin, flanneld, etcd, cluster } = texts
  const given = { '--cni-conf': cniConf, '--cni-bin': cniBin, '--flanneld': flanneld, '--etcd': etcd }
  const misplaced = [...foreignOptions('lab', provider, given), ...makingOptions('lab', provider, given, cluster)]
  if (misplaced.length > 0) {
    problems.push(...misplaced)
    return {}
  }
  return { ...readPlugins(cniConf, cniBin, problems), ...readFlannel(flanneld, etcd, problems) }
}
