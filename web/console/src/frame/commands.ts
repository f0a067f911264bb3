// What somebody means by a few letters.

/** Whether every word that was typed occurs in the label. */
export function matches(label: string, typed: string): boolean {
  const within = label.toLowerCase()
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((part) => within.includes(part))
}
