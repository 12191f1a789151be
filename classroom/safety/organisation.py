"""Chapter: what only people can do and show. Nothing here ever passes by software."""

from classroom.safety import sources
from classroom.safety.clause import Clause, ClauseKind, ClauseOf, Source, Words


def _for_people(id: str, source: Source, title: Words, text: Words, show: Words) -> Clause:
    return Clause(
        id=id,
        source=source,
        title=title,
        text=text,
        kind=ClauseKind.ORGANISATIONAL,
        of=ClauseOf.SERVER,
        people=show,
    )


CLAUSES = (
    _for_people(
        "A1",
        sources.standard("安全合规"),
        Words("等级保护测评", "Level-protection assessment"),
        Words(
            "由专业机构定期做等级保护测评，并提供报告。",
            "A professional body assesses the platform regularly and reports.",
        ),
        Words("测评报告", "The assessment's report"),
    ),
    _for_people(
        "filing",
        sources.apps("备案"),
        Words("备案", "Filings"),
        Words(
            "ICP、公安联网、教育移动应用等备案。", "ICP, public-security and education-app filings."
        ),
        Words("备案号和截图", "The filings' numbers"),
    ),
    _for_people(
        "level-filing",
        sources.cyber("等级保护制度"),
        Words("定级备案", "Grading"),
        Words("系统定级并备案。", "The system is graded and filed."),
        Words("定级备案证明", "The certificate"),
    ),
    _for_people(
        "C8-officer",
        sources.personal("第三十一条；儿童规定第八条"),
        Words("儿童个人信息负责人", "Who is responsible for children's data"),
        Words(
            "指定专人负责儿童个人信息，制定专门规则。",
            "Somebody is named, and there are rules of their own.",
        ),
        Words("任命文件和规则", "The appointment and the rules"),
    ),
    _for_people(
        "M37/P54/D27",
        sources.minors("第三十七条"),
        Words("年度合规审计", "Yearly audit"),
        Words(
            "每年审计未成年人信息处理情况，结果报网信部门。",
            "How minors' data is dealt with is audited every year and reported.",
        ),
        Words("审计报告和报送回执", "The report and its receipt"),
    ),
    _for_people(
        "P55-assessment",
        sources.personal("第五十五、五十六条"),
        Words("影响评估", "Impact assessment"),
        Words(
            "处理儿童信息前做个人信息保护影响评估。",
            "Before children's data is dealt with its impact is assessed.",
        ),
        Words("评估报告，留三年", "The assessment, kept for three years"),
    ),
    _for_people(
        "P21/D12",
        sources.personal("第二十一条；数据条例第十二条"),
        Words("委托处理合同", "Contracts with processors"),
        Words(
            "委托别人处理数据，签合同并监督。",
            "Whoever processes on behalf does so by contract and under supervision.",
        ),
        Words("合同", "The contracts"),
    ),
    _for_people(
        "P51-training",
        sources.personal("第五十一条"),
        Words("培训", "Training"),
        Words("对工作人员定期培训。", "Staff are trained regularly."),
        Words("培训记录", "Records of it"),
    ),
    _for_people(
        "N-plan",
        sources.cyber("2016 第二十五条"),
        Words("应急预案与演练", "Emergency plan and drills"),
        Words("有应急预案，定期演练。", "There is a plan, and it is practised."),
        Words("预案和演练记录", "The plan and the drills"),
    ),
    _for_people(
        "L3-duty",
        sources.live("值守"),
        Words("7×24 小时值守", "On duty day and night"),
        Words("全天有人处理安全事件。", "Somebody deals with incidents at any hour."),
        Words("值班表", "The roster"),
    ),
    _for_people(
        "L5-teachers",
        sources.apps("教师资质"),
        Words("教师资质审核", "Teachers' qualifications"),
        Words("审核授课教师的资质。", "The qualifications of whoever teaches are checked."),
        Words("审核记录", "Records of it"),
    ),
    _for_people(
        "legal-basis",
        sources.personal("第十三条"),
        Words("处理的法律依据", "The legal basis"),
        Words(
            "由单位确定依据：履行法定职责，或家长同意。",
            "The school decides on which basis it acts: a statutory duty, or consent.",
        ),
        Words("决定文件", "The decision"),
    ),
    _for_people(
        "1.C",
        sources.standard("数据安全"),
        Words("标准中的数据安全条款", "The standard's clauses on data"),
        Words(
            "标准附件中这一组条款尚未见到原文，见到后逐条补入。",
            "Their text has not been seen; each becomes an entry when it has.",
        ),
        Words("对照标准附件逐条核对", "A comparison with the standard's annex"),
    ),
)
