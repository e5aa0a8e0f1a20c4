import type { CniConf, CniPlugins } from './conf.ts'

/** For tests: a configuration that does on flannel-vxlan what flannel's own does. `change` alters the bridge plugin. */
export function bridgeConf(change: Record<string, unknown> = {}): CniConf {
  return {
    cniVersion: '1.0.0',
    name: 'podnet',
    plugins: [
      {
        type: 'bridge',
        bridge: 'cni0',
        isGateway: true,
        hairpinMode: true,
        mtu: 1450,
        ipam: { type: 'host-local', subnet: 'usePodCidr', routes: [{ dst: '0.0.0.0/0' }, { dst: '10.244.0.0/16' }] },
        ...change,
      },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  }
}

/** For tests: where Debian's package containernetworking-plugins puts its programs. */
export const pluginFolder = '/usr/lib/cni'

export function bridgePlugins(change: Record<string, unknown> = {}): CniPlugins {
  return { conf: bridgeConf(change), folder: pluginFolder }
}
