// The words of these pages, added to those of all pages when one of these is opened.

import { i18n } from "../../i18n";
import { en } from "./en";
import { zh } from "./zh";

i18n.global.mergeLocaleMessage("zh", zh);
i18n.global.mergeLocaleMessage("en", en);
