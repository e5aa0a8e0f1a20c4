import packageJson from '../package.json' with { type: 'json' }

/** podnet's own version. */
export const podnetVersion: string = packageJson.version
