"""Why a file can't be read as a spreadsheet, each in one sentence that says what to do."""

from services.chassis.refusals import Invalid, TooLarge


class FileTooLarge(TooLarge):
    zh = "文件过大，上限为 {limit}；请分成几个文件导入。"
    en = "The file is too large; the limit is {limit}. Split it into several files."


class NothingInFile(Invalid):
    zh = "文件是空的，没有可导入的内容。"
    en = "The file is empty; there is nothing to import."


class NotASpreadsheet(Invalid):
    zh = "这不是可以读取的表格文件（{found}）；请另存为 .xlsx 后再导入。"
    en = "This is no spreadsheet that can be read ({found}); save it as .xlsx and import that."


class EncryptedWorkbook(Invalid):
    zh = "文件设有密码，无法读取；请去掉密码后再导入。"
    en = "The file is protected by a password; remove it and import the file again."


class BrokenWorkbook(Invalid):
    zh = "文件已损坏或不完整，无法读取；请重新保存后再导入。"
    en = "The file is broken or incomplete; save it again and import that."


class SwollenWorkbook(Invalid):
    """A zip bomb, or what can't be told from one."""

    zh = "文件解压后过大，已停止读取；请只保留需要的内容后再导入。"
    en = "The file unpacks to far more than allowed; keep only what is needed and import that."


class TooManyRows(Invalid):
    zh = "内容超过 {limit} 行；请分成几个文件导入。"
    en = "There are more than {limit} rows; split the file into several."


class TooManyColumns(Invalid):
    zh = "工作表“{sheet}”超过 {limit} 列；请删去多余的列后再导入。"
    en = "The sheet “{sheet}” has more than {limit} columns; remove those that aren't needed."


class TooManyPictures(Invalid):
    zh = "表格中的图片超过 {limit} 张或共 {megabytes} MB；请分成几个文件导入。"
    en = (
        "There are more than {limit} pictures or {megabytes} MB of them in the cells; "
        "split the file into several."
    )


class UnknownEncoding(Invalid):
    zh = "文字编码无法识别；请另存为 UTF-8 或 .xlsx 后再导入。"
    en = "The text's encoding isn't known; save it as UTF-8 or .xlsx and import that."


class NoTable(Invalid):
    zh = "没有找到表头，无法识别表格；请保留一行列名后再导入。"
    en = "No header row was found; keep a row with the columns' names and import the file again."


class ReadingFailed(Invalid):
    """The confined reader was ended by its limits, or ended itself."""

    zh = "文件超出读取的时间或内存上限；请只保留需要的内容后再导入。"
    en = "Reading the file took more time or memory than allowed; keep only what is needed."


KINDS = {
    kind.__new__(kind).code: kind
    for kind in (
        FileTooLarge,
        NothingInFile,
        NotASpreadsheet,
        EncryptedWorkbook,
        BrokenWorkbook,
        SwollenWorkbook,
        TooManyRows,
        TooManyColumns,
        TooManyPictures,
        UnknownEncoding,
        NoTable,
        ReadingFailed,
    )
}
"""By public code, so that the confined process can tell one to the service."""
