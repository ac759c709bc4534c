"""The house stands as it is drawn: packages in order, layers in order, nothing undocumented."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from council.paths import PACKAGE
from council.rooms import PACKAGES, WITH_MODELS, WITH_OFFERS, WITH_PAGES, WITH_TASKS

# Inside a package, a file may import files of a lower floor, and of its own.
FLOORS = {
    "states": 0,
    "actions": 0,
    "registry": 3,
    # Rules speak of models for typing only, so models may use what rules count with.
    "rules": 2,
    "models": 2,
    "queries": 4,
    "passages": 4,
    "operations": 5,
    "tickets": 5,
    "forms": 6,
    "tasks": 7,
    "views": 8,
    # What a room gives to others includes pages of its second subjects.
    "offers": 9,
}
# Rooms beside the chain: the engine knows nothing of councils, and presets are plain data.
NOTHING_OF_OURS = {"printing"}
# Views, and what registers for others, may ask any package; models and operations may not.
FREE_ACROSS_PACKAGES = {"views", "offers", "forms", "tasks"}


def is_view(file: str) -> bool:
    """Whether a file shows pages: a room with many has some of them in a file of their own."""
    return layer_of(file) == "views"


def layer_of(file: str) -> str:
    """The layer of a file; a second subject of a room has its name in front of it."""
    return file.rpartition("_")[2]


def modules() -> Iterator[tuple[str, str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).parts
        if len(parts) >= 2 and parts[0] in PACKAGES:
            yield parts[0], path.stem, path


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """The package and file of each import from a package of ours, type-checking ones left out."""
    tree = ast.parse(path.read_text())
    hidden = {
        node
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and getattr(block.test, "id", "") == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if node in hidden or not isinstance(node, ast.ImportFrom) or not node.module:
            continue
        parts = node.module.split(".")
        if parts[0] != "council" or len(parts) < 2 or parts[1] not in PACKAGES:
            continue
        if len(parts) > 2:
            yield parts[1], parts[2]
        else:
            for name in node.names:
                yield parts[1], name.name


MODULES = list(modules())


@pytest.mark.parametrize(
    ("package", "file", "path"), MODULES, ids=[f"{package}.{file}" for package, file, _ in MODULES]
)
def test_a_file_imports_only_what_stands_before_it(package: str, file: str, path: Path) -> None:
    for other, other_file in imports(path):
        layer, other_layer = layer_of(file), layer_of(other_file)
        if other == package:
            if layer in FLOORS and other_layer in FLOORS:
                assert FLOORS[other_layer] <= FLOORS[layer], f"{file} imports {other_file}"
            continue
        if layer in FREE_ACROSS_PACKAGES:
            continue
        assert PACKAGES.index(other) < PACKAGES.index(package), (
            f"{package}/{file}.py imports {other}/{other_file}.py, which comes later in the house"
        )
        assert other_layer not in ("offers", "forms", "views"), (
            f"{package}/{file}.py imports the {other_file} of {other}"
        )


def test_the_printing_engine_knows_nothing_of_councils() -> None:
    for path in (PACKAGE / "printing").rglob("*.py"):
        known = {other for other, _ in imports(path)} - {"languages"}
        assert not known, f"{path.name} imports {known}"


def test_states_import_nothing_of_ours() -> None:
    for package, file, path in MODULES:
        if file == "states":
            assert not list(imports(path)), f"{package}/states.py imports from the house"


def test_views_never_write() -> None:
    for package, file, path in MODULES:
        if is_view(file):
            words = path.read_text()
            for write in (".commit(", "session.add(", "session.delete(", ".flush("):
                assert write not in words, f"{package}/{file}.py writes: {write}"


def test_operations_never_commit() -> None:
    for package, file, path in MODULES:
        if layer_of(file) in ("operations", "tickets"):
            assert ".commit(" not in path.read_text(), f"{package}/{file}.py commits"


def test_every_public_function_and_model_says_what_it_is() -> None:
    silent = []
    for package, file, path in MODULES:
        for node in ast.parse(path.read_text()).body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name[0] != "_"
            if public and not ast.get_docstring(node):
                silent.append(f"{package}/{file}.py: {node.name}")
    assert not silent, "\n".join(silent)


@pytest.mark.parametrize(
    ("file", "rooms"),
    [
        ("models", WITH_MODELS),
        ("views", WITH_PAGES),
        ("offers", WITH_OFFERS),
        ("tasks", WITH_TASKS),
    ],
)
def test_what_a_room_has_is_put_together(file: str, rooms: frozenset[str]) -> None:
    assert {package for package, found, _ in MODULES if found == file} == rooms
