"""Builds the wheel that pip installs: the package kmc with a libkmc of its own.

A PEP 517 backend without dependencies, so that pip needs no network: CMake
builds libkmc from this checkout, and the wheel, a zip with three text files,
is written here. Python calls libkmc by ctypes, hence one wheel serves every
Python 3 of a platform.
"""
import base64
import hashlib
import os
import re
import subprocess
import sysconfig
import tempfile
import tomllib
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOP = HERE.parents[1]
LIBRARY_ONLY = ["BUILD_SHARED_LIBS=ON", "CMAKE_BUILD_TYPE=Release", "KMC_BUILD_TOOLS=OFF", "KMC_BUILD_PLUGINS=OFF",
                "KMC_BUILD_TESTS=OFF", "KMC_BUILD_BENCHMARKS=OFF"]


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    project = tomllib.loads((HERE / "pyproject.toml").read_text())["project"]
    version = re.search(r"project\(kmc VERSION ([\d.]+)", (TOP / "CMakeLists.txt").read_text())[1]
    platform = re.sub(r"\W", "_", sysconfig.get_platform())
    tag = f"py3-none-{platform}"
    with tempfile.TemporaryDirectory() as build:
        files = {f"kmc/{source.name}": source.read_bytes() for source in sorted(HERE.glob("src/kmc/*"))
                 if source.suffix == ".py" or source.name == "py.typed"}
        files["kmc/libkmc.so"] = built_library(build).read_bytes()
    info = f"kmc-{version}.dist-info"
    files[f"{info}/METADATA"] = metadata(project, version).encode()
    files[f"{info}/LICENSE"] = (TOP / "LICENSE").read_bytes()
    files[f"{info}/WHEEL"] = f"Wheel-Version: 1.0\nGenerator: kmc\nRoot-Is-Purelib: false\nTag: {tag}\n".encode()
    files[f"{info}/RECORD"] = record(files, f"{info}/RECORD").encode()
    name = f"kmc-{version}-{tag}.whl"
    with zipfile.ZipFile(Path(wheel_directory) / name, "w", zipfile.ZIP_DEFLATED) as wheel:
        for path, content in files.items():
            wheel.writestr(path, content)
    return name


def built_library(build):
    definitions = [f"-D{definition}" for definition in LIBRARY_ONLY]
    subprocess.run(["cmake", "-S", TOP, "-B", build, *definitions], check=True)
    subprocess.run(["cmake", "--build", build, "--target", "kmc", "--parallel", str(os.cpu_count())], check=True)
    return Path(build) / "codec" / "libkmc.so"


def metadata(project, version):
    lines = ["Metadata-Version: 2.1", f"Name: {project['name']}", f"Version: {version}",
             f"Summary: {project['description']}", f"Requires-Python: {project['requires-python']}",
             f"License: {project['license']['text']}"]
    lines += [f"Requires-Dist: {dependency}" for dependency in project["dependencies"]]
    lines += ["Description-Content-Type: text/markdown", "", (HERE / project["readme"]).read_text()]
    return "\n".join(lines)


def record(files, own_path):
    def line(path, content):
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        return f"{path},sha256={digest},{len(content)}\n"
    return "".join(line(path, content) for path, content in files.items()) + f"{own_path},,\n"
