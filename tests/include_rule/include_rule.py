#!/usr/bin/env python3
"""Checks that includes go one way: format <- codec <- public API <- tools, plugins.

usage: include_rule.py REPOSITORY

Prints each include that breaks the rule and exits with 1 if there is one.
"""
import pathlib
import re
import sys

OURS = re.compile(r"(format|codec|tools|plugins|spec|tests|kmc)/")
PUBLIC = r"codec/kmc\.(h|hpp)|kmc/kmc\.(h|hpp)"
# Folder -> which of our own headers it may include. spec/ is written from the document alone.
ALLOWED = {
    "format": r"format/.*",
    "codec": r"(format|codec)/.*",
    "tools": rf"tools/.*|{PUBLIC}",
    "plugins": rf"plugins/{{plugin}}/.*|{PUBLIC}",
    "spec": r"spec/.*",
}
# format/ says what bytes mean; how fast and how well is codec/'s business.
NOT_IN_FORMAT = re.compile(r"hwy/.*|thread|mutex|atomic|future|random|png\.h|jpeglib\.h|fmt/.*|CLI/.*")
SOURCE = {".c", ".cc", ".cpp", ".h", ".hpp", ".inc"}
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')


def allowed(path, root, quote, header):
    """Whether the file `path` may include `header`."""
    parts = path.relative_to(root).parts
    if quote == '"' and not OURS.match(header) and (path.parent / header).exists():
        header = (path.parent / header).resolve().relative_to(root).as_posix()
    if OURS.match(header):
        plugin = re.escape(parts[1]) if parts[0] == "plugins" else ""
        return re.fullmatch(ALLOWED[parts[0]].format(plugin=plugin), header) is not None
    return not (parts[0] == "format" and NOT_IN_FORMAT.fullmatch(header))


def violations(root):
    for folder in ALLOWED:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix not in SOURCE:
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                match = INCLUDE.match(line)
                if match and not allowed(path, root, *match.groups()):
                    yield f"{path.relative_to(root)}:{number}: may not include {match.group(2)}"


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: include_rule.py REPOSITORY")
    root = pathlib.Path(sys.argv[1]).resolve()
    if not (root / "codec/kmc.h").is_file():
        sys.exit(f"{root} is not the repository of kmc")
    found = list(violations(root))
    print("\n".join(found) if found else "every include keeps the rule")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
