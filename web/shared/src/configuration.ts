// What an installation sets for its screens: served by the gateway, the same for everyone.

/** A source of map tiles; the key, where one is needed, is part of the address. */
export interface Tiles {
  url: string
  attribution: string
  maxZoom: number
}

export interface Configuration {
  tiles: Tiles | null
}

let asked: Promise<Configuration> | null = null

/** The installation's settings; without a connection, those of a city that has set nothing. */
export function configuration(): Promise<Configuration> {
  asked ??= ask()
  return asked
}

async function ask(): Promise<Configuration> {
  try {
    const response = await fetch('/screens.json')
    if (response.ok) return (await response.json()) as Configuration
  } catch {
    // A phone without signal draws plain maps.
  }
  return { tiles: null }
}
