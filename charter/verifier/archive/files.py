"""Read the files of an archive, a ZIP file or a folder. Archives are untrusted input: all is
bounded."""

import io
import json
import os
import re
import struct
import zipfile

MAX_BYTES = {
    "manifest.json": 1 << 20,
    "manifest.sig": 1 << 12,
    "charter.json": 1 << 27,
    "journal.json": 1 << 27,
    "checkpoints.json": 1 << 26,
}
"""The files of data that an archive holds, with the maximal size of each."""
PROGRAMS = re.compile(r"verify\.py|__main__\.py|README\.txt|verifier/([a-z_]+/)?[a-z_]+\.py")
"""The files of the program that it may hold: the verifier, its launcher and the README."""
MAX_PROGRAM_BYTES = 1 << 20
"""Of each file of the program. Archives of earlier releases have the whole program in one file."""
MAX_ZIP_BYTES = 1 << 28
MAX_ZIP_FILES = 100
MAX_VALUES = 1 << 23
"""Of one JSON file. Commas and brackets are counted, those inside strings included."""
MAX_INTEGER = 2**53 - 1
"""The largest integer that every JSON reader reads exactly (RFC 7493)."""
HEADER = struct.Struct("<4s2x2H4x3L2H")
"""The local header of a file in a ZIP: signature, flags, compression method, CRC-32, compressed and
uncompressed size, length of the name and of the extra field (APPNOTE 6.3.10, 4.3.7)."""
END = struct.Struct("<4s8x2LH")
"""The last record of a ZIP: signature, size and offset of the central directory, length of the
comment (4.3.16)."""


def read(path):
    """The files of an archive, by name; and the names of files that do not belong to it. ValueError
    if a file is larger than in any honest archive."""
    return _of_folder(path) if os.path.isdir(path) else _of_zip(path)


def is_program(name):
    """Whether a file is one of the program, or the README."""
    return PROGRAMS.fullmatch(name) is not None


def _limit(name):
    """The maximal size of a file, in bytes; 0 if it does not belong to an archive."""
    return MAX_PROGRAM_BYTES if is_program(name) else MAX_BYTES.get(name, 0)


def _of_folder(path):
    there = set(_listed(path))
    found = {name for name in there if _limit(name) and os.path.isfile(os.path.join(path, name))}
    return {name: _bytes(os.path.join(path, name), _limit(name)) for name in found}, there - found


def _listed(path):
    """The paths in a folder. Only the folder of the program is searched further."""
    for name in os.listdir(path):
        if name != "verifier":
            yield name
    for folder, _folders, names in os.walk(os.path.join(path, "verifier")):
        for name in names:
            yield os.path.relpath(os.path.join(folder, name), path).replace(os.sep, "/")


def _of_zip(path):
    data = _bytes(path, MAX_ZIP_BYTES)
    # Counted before zipfile reads the directory, which it does whole.
    if data.count(b"PK\1\2") > MAX_ZIP_FILES:
        raise ValueError("it holds too many files")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        listed = archive.infolist()
        names = [each.filename for each in listed]
        if len(set(names)) != len(names):
            raise ValueError("a file is there twice")
        found = {each.filename: _member(archive, each) for each in listed if _limit(each.filename)}
        _check_nothing_else(data, listed)
        return found, set(names) - set(found)


def _check_nothing_else(data, listed):
    """ValueError unless a ZIP consists of its files and their directory. Other programs could find
    another archive in bytes before, between or after them."""
    place = 0
    for each in sorted(listed, key=lambda member: member.header_offset):
        if each.header_offset != place:
            raise ValueError("it holds more than its files")
        _signature, flags, *stated, name, extra = HEADER.unpack_from(data, place)
        # Flag 8: the sizes stand after the file, where the directory does not bind them.
        if flags & 8 or stated != [
            each.compress_type,
            each.CRC,
            each.compress_size,
            each.file_size,
        ]:
            raise ValueError("a file is not what the directory says")
        place += HEADER.size + name + extra + each.compress_size

    directory_size = len(data) - END.size - place
    if END.unpack(data[-END.size :]) != (b"PK\5\6", directory_size, place, 0):
        raise ValueError("it holds more than its files")


def _member(archive, member):
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError("it is packed in an unknown way")
    with archive.open(member) as file:
        return _bounded(file, member.filename, _limit(member.filename))


def _bytes(path, limit):
    with open(path, "rb") as file:
        return _bounded(file, os.path.basename(path), limit)


def _bounded(file, name, limit):
    data = file.read(limit + 1)
    if len(data) > limit:
        raise ValueError(f"{name} is too large")
    return data


def kept(path):
    """The text of a file with a checkpoint that somebody kept, such as a mail."""
    return _bytes(path, 1 << 20).decode()


def parsed(data):
    """The value of a JSON file. ValueError for a fraction: it has no canonical form here."""
    if sum(data.count(mark) for mark in (b",", b"[", b"{")) > MAX_VALUES:
        raise ValueError("a file holds too many values")
    return json.loads(data, parse_float=_refuse, parse_constant=_refuse, parse_int=_whole)


def _refuse(number):
    raise ValueError(f"a number that is not whole: {number[:20]}")


def _whole(digits):
    if len(digits) > 17 or abs(int(digits)) > MAX_INTEGER:
        raise ValueError(f"a number that is too large: {digits[:20]}")
    return int(digits)
