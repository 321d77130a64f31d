"""What schemathesis needs to know that the document cannot say. It loads this file by itself, in a
process of its own that `test_document.py` starts."""

import itertools
import json
import os
import re
from pathlib import Path

import schemathesis
from hypothesis import strategies as st

CALL = os.environ["API_CALL"]  # a room with a call in it, that is to go on
OFFERS = json.loads(Path(os.environ["API_OFFERS"]).read_text())  # whole ones, by way in
NOWHERE = "zz-nowhere"
KEY = "Idempotency-Key"
SESSION = re.compile("/(join|whip|whep)/([^/]+)/([^/]+)")
numbers = itertools.count(10**8)
sessions: dict[str, tuple[str, str]] = {}  # by way in, the newest: its room and its id

# Whole offers, and what begins like one.
lines = st.sampled_from(["m=audio 9 UDP/TLS/RTP/SAVPF 111", "a=mid:0", "a=group:BUNDLE 0 0 x", "x"])
broken = st.lists(lines, max_size=8).map(lambda found: "\r\n".join(["v=0", *found]))
offers = st.one_of(st.sampled_from(list(OFFERS.values())), broken)
schemathesis.openapi.media_type("application/sdp", offers.map(str.encode))

ICE = ["a=ice-ufrag:abcd", "a=ice-pwd:abcdefghijklmnopqrstuv", "m=audio 9 RTP/AVP 0", "a=mid:0", "x"]
fragments = st.lists(st.sampled_from(ICE), max_size=6).map("\r\n".join)
schemathesis.openapi.media_type("application/trickle-ice-sdpfrag", fragments.map(str.encode))


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Which layouts there are depends on the server; every server has this one."""
    for name in ("LayoutChoice", "NewRoom", "RoomChange"):
        properties = raw_schema["components"]["schemas"][name]["properties"]
        properties["layout"] = {"const": "grid"}


@schemathesis.hook
def before_call(context, case, kwargs):
    """The call is looked at, muted and talked to, but nobody joins it or is sent away from it. A key
    that can be one is used once: a second use repeats the first answer, and does nothing, so that
    what it tells of may be gone. A right question about a session is asked about one that there
    was: the document cannot say that a `Location` holds its id."""
    path = case.operation.path
    if path.endswith("/{session}") and case.meta and case.meta.generation.mode.is_positive:
        known = sessions.get(path.split("/")[1])
        if known:
            case.path_parameters["room"], case.path_parameters["session"] = known
    spares = case.method in ("GET", "HEAD") or path.endswith("/messages")
    spares = spares or (case.method == "PATCH" and path.endswith("/{participant}"))
    if (case.path_parameters or {}).get("room") == CALL and not spares:
        case.path_parameters["room"] = NOWHERE
    key = (case.headers or {}).get(KEY)
    if key and re.fullmatch("[!-~]{1,255}", key):
        case.headers[KEY] = (str(next(numbers)) + key)[:255]


@schemathesis.hook
def after_call(context, case, response):
    location = response.headers.get("location", [""])[0]
    if response.status_code == 201 and (found := SESSION.fullmatch(location)):
        sessions[found[1]] = found[2], found[3]
