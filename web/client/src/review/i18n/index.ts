// The words of the pages that show recordings, added when one of them is opened.

import { i18n } from "../../i18n";
import { en } from "./en";
import { enAsking } from "./en_asking";
import { enWords } from "./en_words";
import { zh } from "./zh";
import { zhAsking } from "./zh_asking";
import { zhWords } from "./zh_words";

i18n.global.mergeLocaleMessage("zh", { ...zh, ...zhWords });
i18n.global.mergeLocaleMessage("en", { ...en, ...enWords });
i18n.global.mergeLocaleMessage("zh", zhAsking);
i18n.global.mergeLocaleMessage("en", enAsking);
