"""Word lists as data: how a file is read, and what is said of one that lacks a list."""

from pathlib import Path

import pytest

from retrieval.languages.word_data import FOLDER, languages, load


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "eo").mkdir()
    (tmp_path / "eo" / "names.toml").write_text(
        'titles = """\nsinjoro sinjorino\ndoktoro\n"""\nopenings = """\nlaŭ la\n\n kiel diris \n"""\n'
        '[forms]\n"de la" = "de"\n',
        encoding="utf-8",
    )
    return tmp_path


def test_lists_phrases_and_pairs(folder: Path) -> None:
    data = load("eo", "names", folder)
    assert data.words("titles") == {"sinjoro", "sinjorino", "doktoro"}
    assert data.phrases("openings") == ("laŭ la", "kiel diris")
    assert data.pairs("forms") == {"de la": "de"}
    assert load("eo", "names", folder) is data
    assert languages("names", folder) == ("eo",)
    assert languages("text", folder) == ()


def test_a_list_that_is_missing_is_named(folder: Path) -> None:
    with pytest.raises(ValueError, match=r"eo/names\.toml has no list 'roles'"):
        load("eo", "names", folder).words("roles")
    with pytest.raises(ValueError, match="no table 'titles'"):
        load("eo", "names", folder).pairs("titles")
    with pytest.raises(ValueError, match="no list 'titles'"):
        load("xx", "names", folder).words("titles")


def test_a_file_that_is_no_toml_is_named(folder: Path) -> None:
    (folder / "eo" / "text.toml").write_text("stop = [", encoding="utf-8")
    with pytest.raises(ValueError, match=r"text\.toml is not TOML"):
        load("eo", "text", folder)


def test_the_files_of_a_part_have_the_same_names() -> None:
    for part in ("names", "questions", "text"):
        lists = {language: set(load(language, part, FOLDER).lists) for language in languages(part)}
        assert len(set(map(frozenset, lists.values()))) <= 1, lists
