from classroom.accounts.attempts import NONE, AttemptRules, Attempts, failed, wait

RULES = AttemptRules(lock_after=8, lock_seconds=900)


def fail(times: int, start: Attempts = NONE, now: float = 1000.0) -> Attempts:
    for _ in range(times):
        start = failed(start, RULES, now)
    return start


def test_the_first_failures_cost_nothing() -> None:
    assert wait(fail(2), now=1000.0) == 0


def test_each_further_failure_costs_twice_the_time() -> None:
    assert [wait(fail(times), now=1000.0) for times in (3, 4, 5, 6, 7)] == [1, 2, 4, 8, 16]


def test_too_many_lock_for_a_while_and_then_open_again() -> None:
    locked = fail(8)

    assert locked.locked
    assert wait(locked, now=1000.0) == 900
    assert wait(locked, now=1899.5) == 0.5
    assert wait(locked, now=1900.0) == 0


def test_one_more_failure_after_a_lock_locks_again() -> None:
    again = failed(fail(8), RULES, now=2000.0)

    assert wait(again, now=2000.0) == 900


def test_failures_of_yesterday_are_forgotten() -> None:
    tomorrow = 1000.0 + 86401

    assert failed(fail(7), RULES, tomorrow).failures == 1
