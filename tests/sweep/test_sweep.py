"""A part of `make sweep`: a kill at every eighth call of a rebuild, each kind of call failing in each way."""

from pathlib import Path

from tests.sweep.faults import ERRORS, FAILING, calls_of_a_rebuild, failed_at, killed_at
from tests.sweep.races import race


def test_a_rebuild_killed_at_a_file_system_call_leaves_the_old_or_the_new_index(tmp_path: Path) -> None:
    calls = calls_of_a_rebuild(tmp_path / "traced")
    assert {call.name for call in calls} >= {*FAILING, "flock", "close"}
    for call in {*calls[3::8], *[call for call in calls if call.name == "rename"]}:
        killed_at(call, tmp_path / "killed")


def test_a_full_or_broken_disk_leaves_the_old_or_the_new_index(tmp_path: Path) -> None:
    calls = calls_of_a_rebuild(tmp_path / "traced")
    for name in FAILING:
        of_name = [call for call in calls if call.name == name]
        for error in ERRORS:
            failed_at(of_name[len(of_name) // 2], error, tmp_path / "failed")
            failed_at(of_name[-1], error, tmp_path / "failed")


def test_of_rebuilds_at_once_one_wins_and_the_others_say_which(tmp_path: Path) -> None:
    for number in range(3):
        published, locked = race(tmp_path / f"{number}")
        assert published + locked == 8
