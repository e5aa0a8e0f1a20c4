import {
  type IpvsScheduler,
  ipvsSchedulers,
  type ProxyMode,
  proxyModes,
} from '../../properties/model/services/proxy.ts'
import { didYouMean } from './closest.ts'
import { readWholeNumber } from './numbers.ts'
import { readWords } from './words.ts'

/** What implements Services, or `none`: no Services are made. */
export type ProxyChoice = ProxyMode | 'none'

const words: readonly ProxyChoice[] = [...proxyModes, 'none']

/** Most Services of a generated case, where nothing else is asked. */
export const defaultServices = 8

export interface ProxyTexts {
  proxy?: string
  ipvsScheduler?: string
  services?: string
  /** Plugins attach Pods: their author wants an answer about Pods within seconds, and asks for Services when they matter. */
  cniConf?: string
}

/** What `--proxy`, `--ipvs-scheduler` and `--services` ask for. */
export interface ProxyOptions {
  /** One profile each; undefined: whatever the cluster has. */
  proxies: readonly (ProxyChoice | undefined)[]
  /** Absent: kube-proxy's own default. */
  ipvsScheduler?: IpvsScheduler
  /** Most Services of a generated case. */
  services: number
}

/** Reads `--proxy MODE[,MODE]`, `--ipvs-scheduler NAME` and `--services N`. `given`: the cluster is there and has its proxy; why, in words. */
export function readProxyOptions(texts: ProxyTexts, given: string | undefined, problems: string[]): ProxyOptions {
  const option = { option: '--services', least: 0, most: 200, meaning: 'the most Services of a case', example: '10' }
  const services = readWholeNumber(texts.services, option, problems) ?? defaultServices
  if (given !== undefined) {
    if (texts.proxy !== undefined) problems.push(`--proxy ${texts.proxy}: ${given}; leave --proxy out`)
    if (texts.ipvsScheduler !== undefined)
      problems.push(`--ipvs-scheduler ${texts.ipvsScheduler}: ${given}; leave --ipvs-scheduler out`)
    return { proxies: [undefined], services }
  }
  const proxies = readProxies(texts.proxy ?? (texts.cniConf === undefined ? 'iptables' : 'none'), problems)
  if (texts.services !== undefined && services > 0 && proxies.length > 0 && proxies.every((one) => one === 'none'))
    problems.push(`--services ${texts.services}: with --proxy none there are no Services; leave one of the two out`)
  return { proxies, services, ...readScheduler(texts.ipvsScheduler, proxies, problems) }
}

/** Reads exactly one proxy. */
export function readProxy(text: string, problems: string[]): ProxyChoice {
  const [one = 'none', ...others] = readProxies(text, problems)
  if (others.length > 0) problems.push(`--proxy ${text}: a cluster has one proxy`)
  return one
}

/** Reads `--ipvs-scheduler NAME`, which goes with IPVS alone. */
export function readScheduler(
  text: string | undefined,
  proxies: readonly ProxyChoice[],
  problems: string[],
): { ipvsScheduler?: IpvsScheduler } {
  if (text === undefined) return {}
  const ipvsScheduler = ipvsSchedulers.find((known) => known === text)
  if (ipvsScheduler === undefined) {
    const expected = `expected ${ipvsSchedulers.slice(0, -1).join(', ')} or ${ipvsSchedulers.at(-1)}`
    problems.push(`--ipvs-scheduler: ${expected}, found "${text}"`)
    return {}
  }
  if (!proxies.includes('ipvs')) problems.push(`--ipvs-scheduler ${text}: only IPVS has schedulers; add --proxy ipvs`)
  return { ipvsScheduler }
}

function readProxies(text: string, problems: string[]): ProxyChoice[] {
  const found = readWords(text, '--proxy', problems)
  for (const word of found.filter((word) => !isChoice(word)))
    problems.push(`--proxy: expected iptables, nftables, ipvs or none, found "${word}"${didYouMean(word, words)}`)
  return found.filter(isChoice)
}

const isChoice = (word: string): word is ProxyChoice => words.some((known) => known === word)
