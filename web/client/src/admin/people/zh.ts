// 人员：角色、邀请、解锁、二次验证、待审核的资料。

export const people = {
  no_roles: "还没有角色",
  role: "角色",
  role_where: "在哪里",
  in_school: "在学校",
  in_region: "在地区",
  add_role: "加上",
};
