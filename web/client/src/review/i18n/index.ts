// The words of the pages that show recordings, added when one of them is opened.

import { i18n } from "../../i18n";
import { en } from "./en";
import { enWords } from "./en_words";
import { zh } from "./zh";
import { zhWords } from "./zh_words";

i18n.global.mergeLocaleMessage("zh", { ...zh, ...zhWords });
i18n.global.mergeLocaleMessage("en", { ...en, ...enWords });
