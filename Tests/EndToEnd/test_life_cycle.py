"""The program as an operator sees it: its threads, and how it stops."""

import os
import re
import socket

from harness.callers import BrowserCaller
from harness.waiting import eventually


def allowed_processors(thread: int) -> frozenset[int]:
    return frozenset(os.sched_getaffinity(thread))


def may_run_in_real_time() -> bool:
    """Whether a program started from here may ask for SCHED_FIFO."""
    child = os.fork()
    if child == 0:
        try:
            os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
        except PermissionError:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_workers_run_where_they_were_told(server, join, measured):
    ada = join(BrowserCaller, 0, "ada")
    ada.join(server.url, "lanes")
    ada.wait_until_sees(ada)

    workers = {"a": {}, "v": {}}
    for thread, name in server.threads().items():
        if match := re.fullmatch(r"tess-([av])(\d+)", name):
            workers[match[1]][int(match[2])] = thread
    audio, video = workers["a"], workers["v"]

    assert audio and sorted(audio) == sorted(video) == list(range(len(audio)))
    for index in audio:
        assert len(allowed_processors(audio[index])) == 1
        assert allowed_processors(audio[index]) == allowed_processors(video[index])
    assert len({allowed_processors(thread) for thread in audio.values()}) == len(audio)
    assert frozenset.union(*map(allowed_processors, audio.values())) <= allowed_processors(0)

    policies = {
        os.sched_getscheduler(thread) & ~os.SCHED_RESET_ON_FORK for thread in audio.values()
    }
    assert policies == {os.SCHED_FIFO if may_run_in_real_time() else os.SCHED_OTHER}
    assert {os.sched_getscheduler(thread) for thread in video.values()} == {os.SCHED_OTHER}
    measured(f"{len(audio)} audio and {len(video)} video workers, policies {policies}")


def test_asked_to_stop_it_says_goodbye_and_ends_well(server, join, measured):
    ada, bob = join(BrowserCaller, 0, "ada"), join(BrowserCaller, 1, "bob")
    for caller in (ada, bob):
        caller.join(server.url, "evening")
    ada.wait_until_sees(ada, bob)

    server.ask_to_stop()
    for caller in (ada, bob):
        eventually(lambda caller=caller: caller.messages("bye"), f"{caller.name} gets a bye", 10)
        assert caller.messages("bye")[0]["reason"]
        eventually(lambda caller=caller: caller.state()["closed"], "the WebSocket is closed", 10)
    code, seconds = server.wait(10)
    assert code == 0, server.last_words()
    measured(f"ended {seconds:.1f} s after the last goodbye")
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", server.http_port)) != 0
