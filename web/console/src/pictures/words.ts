export const zh = {
  none: '没有照片',
  refused: '照片无法使用',
  making: '照片处理中…',
  missing: '照片暂时打不开',
  enlarge: '放大',
  reduce: '缩小',
  sending: '正在上传 {n} 张…',
  sent: '已上传的照片 {n}',
  remove: '移除照片 {n}',
}
export const en = {
  none: 'No photo',
  refused: 'The photo can’t be used',
  making: 'Making the picture…',
  missing: 'The photo can’t be opened now',
  enlarge: 'Enlarge',
  reduce: 'Reduce',
  sending: 'Sending {n}…',
  sent: 'Photo {n}, sent',
  remove: 'Remove photo {n}',
}
