import { statSync } from 'node:fs'
import { join } from 'node:path'
import { foundInstead, isHidden } from '../program-file.ts'
import type { CniConf, CniPlugins } from './conf.ts'

/** Programs that a configuration runs: each plugin, and the one it asks for addresses. */
export function programsOf({ plugins }: CniConf): string[] {
  return [...new Set(plugins.flatMap(({ type, ipam }) => (ipam?.type === undefined ? [type] : [type, ipam.type])))]
}

/** What keeps a folder from being the plugins': one sentence for each problem. The path is absolute. */
export function folderProblems(folder: string): string[] {
  // CNI_PATH is a list with ":", and `env` takes a program with "=" in its path for a variable.
  if (/[:=]/.test(folder)) return ['expected a path without ":" and "="; move or link the folder']
  if (isHidden(folder)) return ['expected a folder outside /run, which a lab cluster has of its own']
  try {
    if (statSync(folder).isDirectory()) return []
    return ['expected a folder, found a file']
  } catch {
    return [
      'expected a folder with CNI plugins, found nothing; Debian has them in /usr/lib/cni (containernetworking-plugins)',
    ]
  }
}

/** One sentence for each program that is not there or cannot be run. */
export function programProblems({ conf, folder }: CniPlugins): string[] {
  return programsOf(conf).flatMap((program) => {
    const found = foundInstead(join(folder, program))
    return found === undefined
      ? []
      : [
          `expected the plugin "${program}" that the configuration names, found ${found}; put it there or name another folder`,
        ]
  })
}
