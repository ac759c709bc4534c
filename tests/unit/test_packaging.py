"""What a school installs is what the checkout holds: no file less, and none of the tests."""

import ast
import os
import re
import shutil
import site
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from configparser import ConfigParser
from importlib.metadata import packages_distributions
from pathlib import Path, PurePosixPath

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]

# Where each folder of the checkout goes in the wheel.
SHIPPED = {
    "council": "council",
    "templates": "council/templates",
    "translations": "council/translations",
}

# What may lie about in a checkout and belongs to nobody else.
CLUTTER = (
    "council/__pycache__/paths.cpython-311.pyc",
    "council/paths.py~",
    "council/static/vendor/node_modules/package/index.js",
    "instance/secret.py",
    "tests/test_nothing.py",
)
LEFT_BEHIND = shutil.ignore_patterns("__pycache__", "node_modules", "*.pyc", "*~", ".*")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what a wheel is built from, so that building leaves nothing in the checkout."""
    copy = tmp_path_factory.mktemp("source")
    for folder in SHIPPED:
        shutil.copytree(CHECKOUT / folder, copy / folder, ignore=LEFT_BEHIND)
    for file in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(CHECKOUT / file, copy)
    for clutter in CLUTTER:
        (copy / clutter).parent.mkdir(parents=True, exist_ok=True)
        (copy / clutter).write_text("")
    return copy


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without network by the tools that the lock file pins."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, source]
    subprocess.run(build, check=True, capture_output=True, stdin=subprocess.DEVNULL)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with Council from the wheel, and the libraries that the tests run with."""
    environment = tmp_path_factory.mktemp("installed")
    venv.create(environment, with_pip=False, symlinks=True)
    python = environment / "bin" / "python"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            f"--python={python}",
            "install",
            "--no-deps",
            "--no-index",
            wheel,
        ],
        check=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
    )
    (packages,) = environment.glob("lib/*/site-packages")
    (packages / "libraries.pth").write_text("\n".join(site.getsitepackages()))
    return environment


def files_of_the_checkout(source: Path) -> set[str]:
    return {
        str(PurePosixPath(target, file.relative_to(source / folder)))
        for folder, target in SHIPPED.items()
        for file in (source / folder).rglob("*")
        if file.is_file() and str(file.relative_to(source)) not in CLUTTER
    }


def test_wheel_holds_every_file_of_the_checkout_and_no_other(source: Path, wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        shipped = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert shipped == files_of_the_checkout(source)


@pytest.mark.parametrize(
    "kind",
    [
        "council/*.py",
        "council/*/operations.py",
        "council/migrations/versions/*.py",
        "council/static/css/*.css",
        "council/static/js/*.js",
        "council/static/icons.svg",
        "council/printing/fonts/*.ttf",
        "council/templates/base.html",
        "council/templates/*/*.html",
        "council/translations/es/LC_MESSAGES/messages.po",
        "council/translations/ar/LC_MESSAGES/messages.po",
    ],
)
def test_wheel_holds_each_kind_of_file(wheel: Path, kind: str) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert [name for name in archive.namelist() if PurePosixPath(name).match(kind)]


def test_wheel_carries_the_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (licence,) = [name for name in archive.namelist() if name.endswith("licenses/LICENSE")]
        assert archive.read(licence) == (CHECKOUT / "LICENSE").read_bytes()


def imported_libraries(file: Path) -> Iterator[str]:
    """The names at the top of everything that a file imports from elsewhere."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def test_every_library_that_council_imports_is_asked_for() -> None:
    setup = ConfigParser()
    setup.read(CHECKOUT / "setup.cfg")
    asked_for = {
        normalised(re.split(r"[\[<>=; ]", line)[0])
        for line in setup["options"]["install_requires"].split("\n")
        if line
    }
    # Cutting fonts to size is done in a checkout, before they are shipped.
    files = set((CHECKOUT / "council").rglob("*.py")) - {
        CHECKOUT / "council/printing/build_fonts.py"
    }
    imported = {name for file in files for name in imported_libraries(file)}
    missing = {
        name: packages
        for name, packages in packages_distributions().items()
        if name in imported - {"council"} and not asked_for & set(map(normalised, packages))
    }
    assert missing == {}


def normalised(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def run_elsewhere(installed: Path, folder: Path, *command: str | Path) -> str:
    """Runs a command of the installed Council, far from any checkout."""
    surroundings = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("COUNCIL_", "PYTHON"))
    }
    answer = subprocess.run(
        [installed / "bin" / command[0], *command[1:]],
        cwd=folder,
        env=surroundings,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


def test_installed_council_finds_its_own_files(installed: Path, tmp_path: Path) -> None:
    code = (
        "from council import paths as p; print(p.PACKAGE, p.TEMPLATES, p.TRANSLATIONS, sep='\\n')"
    )
    answer = run_elsewhere(installed, tmp_path, "python", "-c", code)
    package, templates, translations = map(Path, answer.splitlines())
    assert package.is_relative_to(installed)
    assert (templates, translations) == (package / "templates", package / "translations")
    assert (templates / "base.html").is_file()
    assert (translations / "es").is_dir()


def test_installed_council_command_explains_itself(installed: Path, tmp_path: Path) -> None:
    answer = run_elsewhere(installed, tmp_path, "council", "--help")
    assert "upgrade" in answer
    assert "serve" in answer


def test_installed_council_fills_a_demo_year(installed: Path, tmp_path: Path) -> None:
    run_elsewhere(installed, tmp_path, "council", "upgrade")
    run_elsewhere(installed, tmp_path, "council", "demo")
