/** For tests: lines of devices, mounts and rules of a container engine, which come and go with other people's containers. */
export const ofAnEngine = /^(veth|br-|docker)|docker|containerd/i

/** For tests: the other lines. */
export const withoutEngine = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !ofAnEngine.test(line))
    .join('\n')
