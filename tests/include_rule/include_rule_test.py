#!/usr/bin/env python3
"""The include rule itself: a checker that finds nothing must still be able to find something."""
import pathlib
import tempfile
import unittest

import include_rule


class IncludeRule(unittest.TestCase):
    def broken(self, files):
        """The files (path -> text) that break the rule, in a repository that holds only them."""
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder).resolve()
            for name, text in files.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text, encoding="utf-8")
            return [line.split(":")[0] for line in include_rule.violations(root)]

    def assert_keeps(self, name, include):
        self.assertEqual(self.broken({name: f"#include {include}\n"}), [])

    def assert_breaks(self, name, include):
        self.assertEqual(self.broken({name: f"#include {include}\n"}), [name])

    def test_format_knows_only_itself(self):
        self.assert_keeps("format/a.cc", '"format/b.h"')
        self.assert_keeps("format/a.cc", "<zlib.h>")
        self.assert_breaks("format/a.cc", '"codec/kmc.h"')
        self.assert_breaks("format/a.h", '"tools/a.h"')
        self.assert_breaks("format/a.cc", "<thread>")
        self.assert_breaks("format/a.cc", '"hwy/highway.h"')

    def test_codec_knows_format(self):
        self.assert_keeps("codec/a.cc", '"format/a.h"')
        self.assert_keeps("codec/a.cc", '"hwy/foreach_target.h"')
        self.assert_breaks("codec/a.cc", '"tools/a.h"')
        self.assert_breaks("codec/a.cc", '"tests/a.h"')

    def test_tools_know_the_public_headers(self):
        self.assert_keeps("tools/kmcenc/a.cc", '"tools/images/a.h"')
        self.assert_keeps("tools/a.cc", '"codec/kmc.hpp"')
        self.assert_breaks("tools/a.cc", '"codec/lloyd.h"')
        self.assert_breaks("tools/a.cc", '"format/status.h"')
        self.assert_breaks("tools/a.cc", '"plugins/gimp/a.h"')

    def test_plugins_know_the_public_headers_and_themselves(self):
        self.assert_keeps("plugins/gimp/a.c", "<kmc/kmc.h>")
        self.assert_keeps("plugins/gimp/a.c", '"plugins/gimp/b.h"')
        self.assert_breaks("plugins/gimp/a.c", '"plugins/qt/b.h"')
        self.assert_breaks("plugins/gimp/a.c", '"tools/a.h"')
        self.assert_breaks("plugins/gimp/a.c", '"codec/lloyd.h"')

    def test_the_second_decoder_knows_nothing(self):
        self.assert_keeps("spec/decoder/a.c", "<stdio.h>")
        self.assert_breaks("spec/decoder/a.c", "<kmc/kmc.h>")

    def test_relative_paths_are_no_way_around(self):
        self.assertEqual(
            self.broken({"tools/a.cc": '#include "../codec/lloyd.h"\n', "codec/lloyd.h": ""}), ["tools/a.cc"])
        self.assertEqual(self.broken({"plugins/gimp/a.c": '  #  include "b.h"\n', "plugins/gimp/b.h": ""}), [])


if __name__ == "__main__":
    unittest.main()
