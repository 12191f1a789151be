// What is wrong with a file or one of its cells, in words.

import { i18n } from "../../i18n";
import type { CellProblem } from "../../api/types";
import { sayProblem } from "../words";

interface Wrong {
  code: string;
  field: string;
  about?: Record<string, unknown>;
}

export function sayWrong(wrong: Wrong): string {
  const { t, te, locale } = i18n.global;
  const about: Record<string, unknown> = { ...wrong.about };
  about.which = about[locale.value] ?? about.zh ?? "";
  const own = `admin.transfer.wrong.${wrong.code}`;
  return te(own, "zh") ? t(own, about) : sayProblem({ ...wrong, about });
}

/** A cell's problem with the heading of its column in front. */
export function sayCell(problem: CellProblem, headings: readonly string[]): string {
  const heading = headings[problem.column];
  const said = sayWrong(problem);
  return heading ? i18n.global.t("admin.transfer.at_column", { heading, said }) : said;
}
