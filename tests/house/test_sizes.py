"""No file over 400 lines, no function over 40, no import inside a function."""

from __future__ import annotations

import ast

from tests.house.sources import parsed, python_files, shown

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_no_file_is_over_400_lines():
    lengths = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in _ours()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_over_40_lines():
    too_long = {
        f"{shown(path)}:{function.lineno} {function.name}": length
        for path in _ours()
        for function in _functions(parsed(path))
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    }
    assert too_long == {}


def test_nothing_is_imported_inside_a_function():
    hidden = {
        f"{shown(path)}:{node.lineno} in {function.name}"
        for path in python_files("serac")
        for function in _functions(parsed(path))
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert hidden == set()


def _ours():
    return python_files("serac", "tests", "assets", "bench", "wsgi.py")


def _functions(tree: ast.Module):
    return (node for node in ast.walk(tree) if isinstance(node, Function))
