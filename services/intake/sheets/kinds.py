"""What a file is, by its bytes: names lie, and WPS's `.et` is either of two kinds."""

from typing import Literal

from services.intake.sheets.unreadable import EncryptedWorkbook, NotASpreadsheet, NothingInFile

Kind = Literal["zip", "ole", "markup", "text"]

ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The stream in which an encrypted .xlsx lies, inside an OLE file."""
BOOKS = (
    "Workbook".encode("utf-16-le"),
    "Book".encode("utf-16-le"),
    "ETExtData".encode("utf-16-le"),
)
FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG", "PNG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"{\\rtf", "RTF"),
    (b"MZ", "EXE"),
)
MARKUP: tuple[bytes, ...] = (
    b"<html",
    b"<!doctype",
    b"<table",
    b"<?xml",
    b"<meta",
    b"<style",
    b"<head",
    b"<body",
)
"""What platforms export under the name .xls and a spreadsheet program opens all the same."""
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def kind_of(content: bytes) -> Kind:
    """How the bytes are to be read; a refusal that names what else they are."""
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise NothingInFile
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if ENCRYPTED in content:
            raise EncryptedWorkbook
        if not any(name in content for name in BOOKS):
            raise NotASpreadsheet(found="OLE")
        return "ole"
    for beginning, name in FOREIGN:
        if content.startswith(beginning):
            raise NotASpreadsheet(found=name)
    head = content[:512]
    if head.startswith(UTF_16):
        head = head.decode("utf-16", errors="ignore").encode()
    head = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(MARKUP):
        return "markup"
    if b"\x00" in content and not content.startswith(UTF_16):
        raise NotASpreadsheet(found="?")
    return "text"
