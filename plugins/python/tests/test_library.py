"""The declarations for ctypes agree with kmc.h, which they repeat."""
import ctypes
import os
import re
import subprocess
from pathlib import Path

import pytest

import kmc
from kmc import library

HEADER = Path(os.environ["KMC_SOURCE"], "codec", "kmc.h").read_text()
STRUCTS = {"limits": library.Limits, "work": library.Work, "quantize_options": library.QuantizeOptions,
           "pixels": library.Pixels, "write_options": library.WriteOptions, "info": library.Info}


def test_structs_lie_in_memory_as_the_compiler_puts_them():
    lines = subprocess.run([os.environ["KMC_LAYOUT"]], capture_output=True, check=True, text=True).stdout.split("\n")
    expected = []
    for name, struct in STRUCTS.items():
        expected.append(f"{name} {ctypes.sizeof(struct)}")
        expected += [f"{name} {field} {getattr(struct, field).offset}" for field, _ in struct._fields_
                     if field != "struct_size"]
    assert lines[:-1] == expected


def test_results_have_the_numbers_of_the_header():
    numbers = {name: int(number) for name, number in
               re.findall(r"KMC_(\w+) = (\d+)", HEADER[:HEADER.index("} kmc_result;")])}
    assert {result.name: result.value for result in kmc.Result} == numbers


@pytest.mark.parametrize("choices, prefix", [(library.SEEDINGS, "SEEDING"), (library.SPACES, "SPACE"),
                                             (library.DITHERS, "DITHER"), (library.CODINGS, "CODING")])
def test_choices_have_the_numbers_of_the_header(choices, prefix):
    numbers = {name: int(number) for name, number in re.findall(rf"KMC_{prefix}_(\w+) = (\d+)", HEADER)}
    ours = {name.replace("k-means++", "kmeanspp").replace("-", "_").upper(): n for name, n in choices.items()}
    assert ours == numbers


def test_version_is_that_of_the_project():
    project = Path(os.environ["KMC_SOURCE"], "CMakeLists.txt").read_text()
    assert f"project(kmc VERSION {kmc.__version__}" in project
