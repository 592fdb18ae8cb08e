from tests.matrix.test_matrix import *  # noqa
from tests.matrix import test_matrix as m
def test_some(stage):
    wrong = []
    for endpoint in ("scoping.shared", "scoping.shared_connection", "cases.check_agency", "scoping.asked"):
        for rule, cell in m.cells(stage.app, endpoint):
            answer = stage.ask(cell)
            if answer.outcome != m.expected(rule, cell):
                wrong.append((str(cell), answer.outcome, m.expected(rule, cell)))
    assert wrong == [], "\n".join(map(str, wrong[:20]))
