"""The fault campaign: never a crash, never a hang, never a silent NULL."""

import pytest
from tests.parity.faults.cases import ALL, QUICK
from tests.parity.faults.running import as_expected, outcomes, row, table


def test_faults_one_after_another_in_one_session() -> None:
    rows = list(zip(QUICK, outcomes(QUICK), strict=True))
    wrong = [(case, outcome) for case, outcome in rows if not as_expected(case, outcome)]
    assert not wrong, table(wrong)


@pytest.mark.slow
def test_every_fault_in_a_process_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    rows = []
    for case in ALL:
        rows.append((case, outcomes([case])[0]))
        with capsys.disabled():
            print("\n" * (len(rows) == 1) + row(*rows[-1]), flush=True)
    wrong = [(case, outcome) for case, outcome in rows if not as_expected(case, outcome)]
    assert not wrong, table(wrong)
