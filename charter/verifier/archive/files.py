"""The files of an archive, zip or folder, read within bounds: whoever wrote it may wish its reader ill."""

import io
import json
import os
import re
import struct
import zipfile

NAMES = {
    "manifest.json": 1 << 20,
    "manifest.sig": 1 << 12,
    "charter.json": 1 << 27,
    "journal.json": 1 << 27,
    "checkpoints.json": 1 << 26,
}
"""What an archive holds, and the most bytes of each."""
PROGRAMS = re.compile(r"verify\.py|__main__\.py|README\.txt|verifier/([a-z_]+/)?[a-z_]+\.py")
"""What it may hold beside: the program that checks it, and what starts it. Archives of before have one file of 1 MB."""
MOST_BYTES_OF_PROGRAM = 1 << 20
"""Of each of its files."""
MOST_BYTES = 1 << 28
"""Of a zip."""
MOST_VALUES = 1 << 23
"""In one JSON file; its marks are counted, those inside strings included."""
LARGEST = 2**53 - 1
"""The largest whole number that JSON holds everywhere (RFC 7493)."""
MANY = 100
"""Files of a zip."""
HEADER = struct.Struct("<4s2x2H4x3L2H")
"""Before each file of a zip: its mark, flags, way of packing, CRC-32, sizes packed and unpacked, and the lengths of its
name and of what else stands here (APPNOTE 6.3.10, 4.3.7)."""
END = struct.Struct("<4s8x2LH")
"""After all: its mark, the length of the directory and where it begins, the length of a comment (4.3.16)."""


def read(path):
    """The files of an archive by name: those that it should have; and the names of what else is there. ValueError for
    one that is larger than any honest one."""
    return _of_folder(path) if os.path.isdir(path) else _of_zip(path)


def is_program(name):
    """Whether a file is of the program inside, or tells of it."""
    return PROGRAMS.fullmatch(name) is not None


def _limit(name):
    """The most bytes of a file; 0 if an archive holds none of that name."""
    return MOST_BYTES_OF_PROGRAM if is_program(name) else NAMES.get(name, 0)


def _of_folder(path):
    there = set(_listed(path))
    found = {name for name in there if _limit(name) and os.path.isfile(os.path.join(path, name))}
    return {name: _bytes(os.path.join(path, name), _limit(name)) for name in found}, there - found


def _listed(path):
    """The names in a folder, and those in the folder of the program inside it."""
    for name in os.listdir(path):
        if name != "verifier":
            yield name
    for folder, _folders, names in os.walk(os.path.join(path, "verifier")):
        yield from (os.path.relpath(os.path.join(folder, name), path).replace(os.sep, "/") for name in names)


def _of_zip(path):
    data = _bytes(path, MOST_BYTES)
    if data.count(b"PK\1\2") > MANY:
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
    """The files and their directory are the whole of a zip: in what stands before, between or behind them, other
    programs might find another archive."""
    place = 0
    for each in sorted(listed, key=lambda member: member.header_offset):
        if each.header_offset != place:
            raise ValueError("it holds more than its files")
        mark, flags, *told, name, more = HEADER.unpack_from(data, place)
        if flags & 8 or told != [each.compress_type, each.CRC, each.compress_size, each.file_size]:
            raise ValueError("a file is not what the directory says")
        place += HEADER.size + name + more + each.compress_size
    mark, length, begins, comment = END.unpack(data[-END.size :])
    whole = (b"PK\5\6", len(data) - END.size - place, place, 0)
    if (mark, length, begins, comment) != whole:
        raise ValueError("it holds more than its files")


def _member(archive, member):
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError("it is packed in an unknown way")
    with archive.open(member) as file:
        return _bounded(file, member.filename, _limit(member.filename))


def _bytes(path, most):
    with open(path, "rb") as file:
        return _bounded(file, os.path.basename(path), most)


def _bounded(file, name, most):
    data = file.read(most + 1)
    if len(data) > most:
        raise ValueError(f"{name} is too large")
    return data


def kept(path):
    """The text of a file that somebody kept, such as a mail."""
    return _bytes(path, 1 << 20).decode()


def parsed(data):
    """The value of a JSON file, whole numbers only: others have no one form."""
    if sum(data.count(mark) for mark in (b",", b"[", b"{")) > MOST_VALUES:
        raise ValueError("a file holds too many values")
    return json.loads(data, parse_float=_refuse, parse_constant=_refuse, parse_int=_whole)


def _refuse(number):
    raise ValueError(f"a number that is not whole: {number[:20]}")


def _whole(digits):
    if len(digits) > 17 or abs(int(digits)) > LARGEST:
        raise ValueError(f"a number that is too large: {digits[:20]}")
    return int(digits)
