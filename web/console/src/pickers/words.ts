export const zh = {
  organisation: '选择单位，可输入名称',
  category: '选择类别，可输入名称或代码',
  district: '区',
  county: '县',
  office: '业务科室',
  department: '部室',
  brigade: '直属大队',
  street: '街道',
  town: '乡镇',
}
export const en = {
  organisation: 'Choose a unit, or type its name',
  category: 'Choose a category, or type its name or code',
  district: 'Districts',
  county: 'Counties',
  office: 'Offices',
  department: 'Departments',
  brigade: 'Brigade',
  street: 'Subdistricts',
  town: 'Towns',
}
