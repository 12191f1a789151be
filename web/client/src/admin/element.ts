// The components of Element Plus that the administration pages use, each with its style: what is
// not named here is not in the bundle. Import them from here, never from "element-plus".

import "element-plus/es/components/base/style/css";
import "element-plus/es/components/button/style/css";
import "element-plus/es/components/checkbox/style/css";
import "element-plus/es/components/config-provider/style/css";
import "element-plus/es/components/date-picker/style/css";
import "element-plus/es/components/dialog/style/css";
import "element-plus/es/components/drawer/style/css";
import "element-plus/es/components/dropdown/style/css";
import "element-plus/es/components/dropdown-item/style/css";
import "element-plus/es/components/dropdown-menu/style/css";
import "element-plus/es/components/form/style/css";
import "element-plus/es/components/form-item/style/css";
import "element-plus/es/components/input/style/css";
import "element-plus/es/components/input-number/style/css";
import "element-plus/es/components/message/style/css";
import "element-plus/es/components/message-box/style/css";
import "element-plus/es/components/option/style/css";
import "element-plus/es/components/option-group/style/css";
import "element-plus/es/components/radio-button/style/css";
import "element-plus/es/components/radio-group/style/css";
import "element-plus/es/components/select/style/css";
import "element-plus/es/components/skeleton/style/css";
import "element-plus/es/components/switch/style/css";
import "element-plus/es/components/tag/style/css";

export { ElButton } from "element-plus/es/components/button/index";
export { ElCheckbox, ElCheckboxGroup } from "element-plus/es/components/checkbox/index";
export { ElConfigProvider } from "element-plus/es/components/config-provider/index";
export { ElDatePicker } from "element-plus/es/components/date-picker/index";
export { ElDialog } from "element-plus/es/components/dialog/index";
export { ElDrawer } from "element-plus/es/components/drawer/index";
export {
  ElDropdown,
  ElDropdownItem,
  ElDropdownMenu,
} from "element-plus/es/components/dropdown/index";
export { ElForm, ElFormItem } from "element-plus/es/components/form/index";
export { ElInput } from "element-plus/es/components/input/index";
export { ElInputNumber } from "element-plus/es/components/input-number/index";
export { ElMessage } from "element-plus/es/components/message/index";
export { ElMessageBox } from "element-plus/es/components/message-box/index";
export { ElRadioButton, ElRadioGroup } from "element-plus/es/components/radio/index";
export { ElOption, ElOptionGroup, ElSelect } from "element-plus/es/components/select/index";
export { ElSkeleton } from "element-plus/es/components/skeleton/index";
export { ElSwitch } from "element-plus/es/components/switch/index";
export { ElTag } from "element-plus/es/components/tag/index";
