import pytest

from causalvq.bench.side_by_side import Handling, run_side_by_side


class Fake:
    """Ends after so many looks, with a status; a stubborn one does not pause."""

    def __init__(self, looks, status=0, stubborn=False):
        self.looks, self.ends_with, self.stubborn = looks, status, stubborn
        self.told = []

    def status(self):
        self.looks -= 1
        return self.ends_with if self.looks < 0 or "kill" in self.told else None

    def stop(self):
        self.told.append("stop")
        if not self.stubborn:
            self.looks = 0

    def kill(self):
        self.told.append("kill")


class Watched:
    """Handling that notes what is done, and how many run at once."""

    def __init__(self):
        self.started, self.ended, self.most = [], [], 0

    def handling(self):
        return Handling(self.start, lambda job, _, status: self.ended.append((job.looks, status)), self.look)

    def start(self, job):
        self.started.append(job)
        return job

    def look(self, running):
        self.most = max(self.most, len(running))


def test_all_jobs_run_at_most_so_many_at_once_and_one_that_fails_stops_no_other():
    jobs, watched = [Fake(3), Fake(1, status=1), Fake(0), Fake(2, status=-9), Fake(4)], Watched()

    assert run_side_by_side(jobs, 2, watched.handling(), stopped=lambda: 0, pause=0)
    assert watched.started == jobs
    assert watched.most == 2
    assert sorted(status for _, status in watched.ended) == [-9, 0, 0, 0, 1]


def test_without_jobs_nothing_is_done():
    assert run_side_by_side([], 2, Watched().handling(), stopped=lambda: 0, pause=0)


@pytest.mark.parametrize(("asked", "stubborn", "told"), [(1, False, ["stop"]), (2, True, ["stop", "kill"])])
def test_who_interrupts_once_pauses_what_runs_and_twice_ends_it(asked, stubborn, told):
    jobs, watched = [Fake(0), Fake(10**9, stubborn=stubborn), Fake(0), Fake(0)], Watched()

    ended = run_side_by_side(jobs, 2, watched.handling(), stopped=lambda: asked * (len(watched.ended) > 0), pause=0)

    assert not ended
    assert jobs[1].told == told
    assert jobs[3] not in watched.started


def test_what_does_not_pause_in_time_is_ended():
    jobs, watched = [Fake(10**9, stubborn=True)], Watched()

    assert not run_side_by_side(jobs, 1, watched.handling(), stopped=lambda: len(watched.started), pause=0, patience=0)
    assert jobs[0].told == ["stop", "kill"]
    assert not watched.ended


def test_what_runs_is_ended_when_something_else_goes_wrong():
    jobs = [Fake(10**9)]

    def fail(_):
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        run_side_by_side(jobs, 1, Watched().handling()._replace(look=fail), stopped=lambda: 0, pause=0)
    assert jobs[0].told == ["stop"]
