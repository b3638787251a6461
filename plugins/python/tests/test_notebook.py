"""The notebook runs from end to end and shows its plots; the file of it holds no output.

KMC_EXECUTED in the environment names a folder that gets the executed notebook and its plots as pictures.
"""
import base64
import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import kmc

FOLDER = Path(os.environ["KMC_SOURCE"], "plugins", "python")
PLOTS = 7


@pytest.fixture(scope="module")
def notebook():
    return nbformat.read(FOLDER / "notebook.ipynb", as_version=4)


def test_file_holds_no_output(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None


def test_runs_and_shows_its_plots(notebook, monkeypatch):
    # The kernel may be of another environment than pytest.
    monkeypatch.setenv("PYTHONPATH", str(Path(kmc.__file__).parents[1]))
    where = {"metadata": {"path": str(FOLDER)}}
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources=where).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "stream" and output.name == "stderr"]
    plots = [base64.b64decode(output.data["image/png"]) for output in outputs if "image/png" in output.get("data", {})]
    assert len(plots) == PLOTS
    if "KMC_EXECUTED" in os.environ:
        folder = Path(os.environ["KMC_EXECUTED"])
        nbformat.write(notebook, folder / "notebook.ipynb")
        for i, plot in enumerate(plots):
            (folder / f"plot-{i}.png").write_bytes(plot)
