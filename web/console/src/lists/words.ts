export const zh = {
  some: '完成 {done} 件，未完成 {refused} 件',
}
export const en = {
  some: '{done} done, {refused} refused',
}
