import {
  type ApiConstructor,
  type ApiType,
  createConfiguration,
  KubeConfig,
  ServerConfiguration,
  wrapHttpLibrary,
} from '@kubernetes/client-node'
import { PatientHttp } from './patient-http.ts'

let made = 0

/** Requests this process has made to API servers so far, watches included: each asks for its credentials once. */
export function requestsMade(): number {
  return made
}

/** A configuration whose requests are counted, and made again while a server is away for a moment. */
export class ApiConfig extends KubeConfig {
  readonly #http = wrapHttpLibrary(new PatientHttp())

  /** Throws Error where the configuration names no cluster. */
  override makeApiClient<T extends ApiType>(Api: ApiConstructor<T>): T {
    const server = this.getCurrentCluster()?.server
    if (server === undefined) throw new Error('the kubeconfig names no cluster')
    const baseServer = new ServerConfiguration(server, {})
    return new Api(createConfiguration({ baseServer, authMethods: { default: this }, httpApi: this.#http }))
  }

  override applySecurityAuthentication(...context: Parameters<KubeConfig['applySecurityAuthentication']>) {
    made += 1
    return super.applySecurityAuthentication(...context)
  }

  /** For web sockets. */
  override applyToHTTPSOptions(...options: Parameters<KubeConfig['applyToHTTPSOptions']>) {
    made += 1
    return super.applyToHTTPSOptions(...options)
  }
}
