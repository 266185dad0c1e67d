"""What the documentation names exists, and what it shows is what comes out."""

import hashlib
import re
from pathlib import Path

import pytest
import typer

from pipelines import cli
from pipelines.interpret.document import interpret_document
from pipelines.publish.dictionary import dictionary_markdown
from pipelines.read.sources import read_source

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "data/README.md")
PAGES = [ROOT / name for name in NAMES] + sorted((ROOT / "docs").glob("*.md"))
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
FENCED = re.compile(r"```.*?```", re.DOTALL)
PATH = re.compile(
    r"(?:pipelines|dbt_project|expectations|tests|docs|data/samples|\.ci)(?:/[\w.-]+)*/?|[\w-]+\.(?:md|toml)"
)
APACHE_2_0 = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"
README = (ROOT / "README.md").read_text(encoding="utf-8")


def page_id(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in LINK.findall(text):
        if re.match(r"https?:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), f"{page_id(page)} links to {target}"
        if anchor:
            assert re.search(rf"^#+ {re.escape(anchor)}$", path.read_text(encoding="utf-8"), re.MULTILINE), target


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_every_path_named_exists(page: Path) -> None:
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    for name in CODE.findall(text):
        if PATH.fullmatch(name) and name != "releases/current/quality/report.md":
            assert (ROOT / name).exists() or (page.parent / name).exists(), f"{page_id(page)} names {name}"


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_every_make_target_exists(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    text = page.read_text(encoding="utf-8")
    # Prose also makes things: a command stands in backticks or at the start of a line of a code block.
    for target in set(re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"{page_id(page)} names make {target}"


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_every_khoso_command_and_option_exists(page: Path) -> None:
    group = typer.main.get_command(cli.app)
    commands = getattr(group, "commands", {})
    for line in re.findall(
        r"(?:`|^|bin/)khoso ((?:run|status|ui|[a-z]+)\b[^`\n]*)", page.read_text(encoding="utf-8"), re.MULTILINE
    ):
        name, *rest = line.split()
        assert name in commands, f"{page_id(page)} names khoso {name}"
        options = {option for parameter in commands[name].params for option in parameter.opts}
        used = {word for word in rest if word.startswith("--")}
        assert used <= options, f"{page_id(page)}: khoso {name} has no {used - options}"


def test_readme_names_every_exit_status() -> None:
    told = {int(status) for status in re.findall(r"^\| (\d+) \| ", README, re.MULTILINE)}
    assert told == {cli.DONE, cli.FAILED, cli.USAGE, cli.SOME_REJECTED, cli.INTERRUPTED}


def test_readme_follows_a_figure_that_is_read_from_the_lines_it_shows() -> None:
    source = ROOT / "data" / "samples" / "tuyen-quang-2025-plan.txt"
    data = source.read_bytes()
    told: dict[str, str] = {}
    for names, values in re.findall(r"^\| (`[^|]+`) \| ([^|]+) \|$", README.split("### One figure")[1], re.MULTILINE):
        if "`, `" in names or values.count("`") == 2:
            told |= dict(zip(CODE.findall(names), CODE.findall(values), strict=True))
    records = interpret_document(read_source(source.name, hashlib.sha256(data).hexdigest(), data))
    found = [
        row
        for row in records["indicator_results"]
        if (row["table_label"], row["group_no"], row["row_no"])
        == (told["table_label"], told["group_no"], told["row_no"])
    ]
    assert [{name: str(row[name]) for name in told} for row in found] == [told]

    line = int(told["source_line_start"])
    assert f"line {line} of `data/samples/{source.name}`" in README
    assert f"```\n{data.decode().splitlines()[line - 1].rstrip()}\n```" in README


def test_dictionary_is_that_of_the_declaration() -> None:
    written = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert written == dictionary_markdown(), "run python -m pipelines.publish.dictionary docs/data-dictionary.md"


def test_licence_is_the_whole_apache_licence() -> None:
    assert hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == APACHE_2_0
