type Colour = (text: string) => string

/** How a report sets words off; on anything but a terminal each colour returns its text unchanged. */
export interface Colours {
  bold: Colour
  dim: Colour
  red: Colour
  green: Colour
  yellow: Colour
}

const unchanged: Colour = (text) => text

export const noColours: Colours = {
  bold: unchanged,
  dim: unchanged,
  red: unchanged,
  green: unchanged,
  yellow: unchanged,
}
