"""Why a file stays out of the library: each reason is one class with what to do about it, in both languages."""

from __future__ import annotations

from pathlib import Path

from knowledge.errors import KnowledgeError


class ReadError(KnowledgeError):
    """A file that stays out of the library. `reason` and `remedy` are short (English, Hebrew) pairs."""

    reason: tuple[str, str] = ("cannot be read", "לא ניתן לקריאה")
    remedy: tuple[str, str] = ("check the file", "בדקו את הקובץ")

    def __init__(self, path: Path | str, detail: tuple[str, str] | None = None) -> None:
        self.path = str(path)
        self.detail = detail
        why = tuple(r + (f" ({d})" if d else "") for r, d in zip(self.reason, detail or ("", ""), strict=True))
        self.why = (why[0], why[1])
        super().__init__(
            f"{self.path}: {self.why[0]}; {self.remedy[0]}.", f"{self.path}: {self.why[1]}; {self.remedy[1]}."
        )

    def __reduce__(self) -> tuple[type[ReadError], tuple[str, tuple[str, str] | None]]:
        """Readers run in processes of their own, and what they raise comes back to this one."""
        return type(self), (self.path, self.detail)


class FileMissing(ReadError):
    reason = ("there is no such file", "אין קובץ כזה")
    remedy = ("check the name and the folder", "בדקו את השם ואת התיקייה")


class FileNotPermitted(ReadError):
    reason = ("the system does not permit reading it", "המערכת אינה מרשה לקרוא אותו")
    remedy = ("give yourself permission to read it", "תנו לעצמכם הרשאת קריאה")


class FileEmpty(ReadError):
    reason = ("the file is empty", "הקובץ ריק")
    remedy = ("copy it again from where it came", "העתיקו אותו שוב ממקורו")


class FileNameInvalid(ReadError):
    reason = ("its name is not valid text", "שם הקובץ אינו טקסט תקין")
    remedy = ("rename it", "שנו את שמו")


class FormatUnsupported(ReadError):
    reason = ("this kind of file is not supported", "סוג קובץ זה אינו נתמך")
    remedy = ("save it as PDF, DOCX, HTML, Markdown or TXT", "שמרו אותו כ־PDF, DOCX, HTML, Markdown או TXT")


class FormatMismatch(ReadError):
    reason = ("the content is not what the file's name says", "התוכן אינו מה ששם הקובץ אומר")
    remedy = ("give it the right ending or export it again", "תנו לו את הסיומת הנכונה או ייצאו אותו שוב")


class FileDamaged(ReadError):
    reason = ("the file is damaged", "הקובץ פגום")
    remedy = ("copy or export it again from where it came", "העתיקו או ייצאו אותו שוב ממקורו")


class PasswordNeeded(ReadError):
    reason = ("the file is protected by a password", "הקובץ מוגן בסיסמה")
    remedy = ("save a copy without a password", "שמרו עותק ללא סיסמה")


class CopyProtected(ReadError):
    reason = ("the book is protected against copying (DRM)", "הספר מוגן מפני העתקה (DRM)")
    remedy = ("ask its publisher for a copy without protection", "בקשו מן המוציא לאור עותק ללא הגנה")


class ConverterMissing(ReadError):
    """A file of a kind that only LibreOffice reads, where LibreOffice is not found."""

    reason = ("reading it needs LibreOffice, which is not installed", "לקריאתו נחוץ LibreOffice, שאינו מותקן")
    remedy = (
        "install LibreOffice (on Debian and Ubuntu: sudo apt-get install libreoffice-writer-nogui) and index again, "
        "or save it as DOCX",
        "התקינו את LibreOffice (בדביאן ובאובונטו: sudo apt-get install libreoffice-writer-nogui) ואנדקסו שוב, "
        "או שמרו אותו כ־DOCX",
    )


class ConversionFailed(ReadError):
    """A file that LibreOffice did not convert; `detail` says how that showed."""

    reason = ("LibreOffice did not convert it", "LibreOffice לא המיר אותו")
    remedy = ("open it in a word processor and save it as DOCX", "פתחו אותו במעבד תמלילים ושמרו אותו כ־DOCX")


class TextMissing(ReadError):
    reason = ("no text was found in it", "לא נמצא בו טקסט")
    remedy = (
        "if it is a scan, run text recognition on it first",
        "אם זו סריקה, הריצו עליה תחילה זיהוי תווים",
    )


class OcrNeeded(ReadError):
    """A document whose pages are pictures, or hold garbage in place of their text, where text recognition is not
    installed or did not succeed; `detail` says which."""

    reason = ("its text can only be read by text recognition (OCR)", "את הטקסט שבו אפשר לקרוא רק בזיהוי תווים (OCR)")
    remedy = (
        "run make ocr, which installs tesseract, and index again",
        "הריצו make ocr, שמתקין את tesseract, ואנדקסו שוב",
    )


class DescriptionInvalid(ReadError):
    """Front matter or a sidecar with an unknown field or a bad value; `detail` names file, line, field and value."""

    reason = ("its description is not valid", "תיאור המסמך אינו תקין")
    remedy = ("correct the description", "תקנו את התיאור")


class FileTooLarge(ReadError):
    reason = ("it is larger than the limit", "הוא גדול מן המותר")
    remedy = ("split it into smaller files", "פצלו אותו לקבצים קטנים יותר")


class MemberRefused(ReadError):
    """A member of an archive that is not unpacked; `detail` says why."""

    reason = ("it is not taken out of its archive", "הוא אינו נפרס מן הארכיון")
    remedy = ("put the file itself into the folder of documents", "שימו את הקובץ עצמו בתיקיית המסמכים")


class ReaderStopped(ReadError):
    """A file whose reading was cut off: it took too long, or too much memory, or brought the reader down."""

    reason = ("reading it was stopped", "קריאתו נעצרה")
    remedy = (
        "export it again or split it; then run: python -m knowledge index --retry-failed",
        "ייצאו אותו שוב או פצלו אותו, ואז הריצו: python -m knowledge index --retry-failed",
    )
