// The words of the line test, added when it is opened.

import { i18n } from "../../i18n";
import { en } from "./en";
import { zh } from "./zh";

i18n.global.mergeLocaleMessage("zh", zh);
i18n.global.mergeLocaleMessage("en", en);
