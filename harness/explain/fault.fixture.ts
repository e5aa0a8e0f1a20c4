import type { Script } from './planted.fixture.ts'

/** A fault of datapath 3, planted in a cluster that holds `explainedScenario`, and what must be said of it. */
export interface ExplainedFault {
  name: string
  plant: Script[]
  heal: Script[]
  /** The place and object that must be named, with `{...}` as in scripts; `unknown`: nothing podnet reads shows it, and it must say so. */
  names: { place: string; object: RegExp } | 'unknown'
  /** The source port of a UDP flow from pod/a to Service web, which is asked in place of all properties' probes. */
  fromPort?: number
  /** Properties whose probes are made; all by default. */
  only?: string[]
}

/** `KUBE-SERVICES` and the like are edited as a whole, and what was there is kept for the healing. */
export const editNat = (node: string, edit: string): Pick<ExplainedFault, 'plant' | 'heal'> => ({
  plant: [
    [
      node,
      `iptables-save >/tmp/podnet-explained-{name}; iptables-save -t nat | sed '${edit}' | iptables-restore -T nat`,
    ],
  ],
  heal: [[node, `iptables-restore </tmp/podnet-explained-{name}; rm /tmp/podnet-explained-{name}`]],
})

export const editTable = (node: string, edit: string): Pick<ExplainedFault, 'plant' | 'heal'> => ({
  plant: [
    [
      node,
      [
        'file=/tmp/podnet-explained-{name}',
        `{ echo 'delete table ip kube-proxy'; nft list table ip kube-proxy; } >$file`,
        `sed '${edit}' $file | nft -f -`,
      ].join('; '),
    ],
  ],
  heal: [[node, 'nft -f /tmp/podnet-explained-{name}; rm /tmp/podnet-explained-{name}']],
})

export const drop = (node: string, rule: string): Pick<ExplainedFault, 'plant' | 'heal'> => ({
  plant: [[node, `iptables -w ${rule.replace('@', '-I')}`]],
  heal: [[node, `iptables -w ${rule.replace('@', '-D')}`]],
})
