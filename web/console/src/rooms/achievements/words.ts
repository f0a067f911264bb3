export const zh = {}
export const en = {}
